"""Functions without derivative, and which calls may be repeated or left out.

Lists only, by the functions' public names; `registry` asks the questions. What is
not on a list here and has no recipe is active: a call of it with an active argument is
refused unless its source can be differentiated.
"""

from __future__ import annotations

import builtins
import math
import operator
from functools import cache

import numpy as np

from autograd_src import runtime, special

_Identity = tuple[int, str]

# Shapes, kinds, structure, tests: nobody expects a derivative.
_NATURAL = {
    builtins: """
        len isinstance issubclass callable hasattr type id hash bool range all any
    """,
    operator: "eq ne lt le gt ge not_ is_ is_not contains truth and_ or_ xor invert",
    math: "isnan isinf isfinite isclose",
    np: """
        shape ndim size equal not_equal less less_equal greater greater_equal
        logical_and logical_or logical_not logical_xor isnan isinf isfinite isneginf
        isposinf isclose allclose array_equal array_equiv iscomplexobj isrealobj isreal
        iscomplex isscalar iterable all any signbit bitwise_and bitwise_or bitwise_xor
        invert result_type can_cast promote_types may_share_memory shares_memory
        count_nonzero zeros_like ones_like empty_like broadcast_shapes isin
        isfortran issubdtype isdtype array_repr array_str array2string common_type
        min_scalar_type typename ravel_multi_index einsum_path
    """,
    np.linalg: "matrix_rank",
    runtime: "stop_gradient zeros_of one_like",
}

# The result is constant between jumps: a gradient that stops here is a surprise.
_SURPRISING = {
    builtins: "int round str repr format",
    operator: "floordiv index",
    math: "floor ceil trunc ulp",
    np: """
        argmax argmin argsort argwhere nonzero flatnonzero searchsorted digitize lexsort
        argpartition nanargmax nanargmin unravel_index
        sign floor ceil trunc rint round around fix floor_divide int8 int16 int32
        int64 intp uint8 uint16 uint32 uint64 bool_ spacing
    """,
}

# Made of sizes and constants: their arguments have no derivative to pass on.
_CREATORS = {
    np: """
        zeros ones empty eye identity tri indices diag_indices triu_indices
        hamming hanning bartlett blackman tril_indices mask_indices ndindex finfo iinfo
        dtype tril_indices_from triu_indices_from diag_indices_from
    """,
    math: "comb factorial gcd isqrt lcm perm",
    runtime: "require_same",
    special: """
        require_instance require_implemented require_number require_length
    """,
}

# Never evaluated twice, never left out.
_IMPURE = {
    builtins: "next iter input print open exec eval",
    runtime: "require_same private_copy",
    special: """
        put_back private_items require_instance require_implemented require_number
        require_length
    """,
}

# These of them write nothing.
_HARMLESS = {
    builtins: "print",
    runtime: "require_same",
    special: """
        require_instance require_implemented require_number require_length
    """,
}

# As quick as reading a record back.
_CHEAP = {
    builtins: "len isinstance range bool",
    operator: """
        add sub mul truediv floordiv mod neg pos abs eq ne lt le gt ge not_ is_ is_not
        and_ or_ xor
    """,
    np: "shape ndim size",
}

# Pure, though neither passive nor with a recipe.
_PURE = {
    builtins: "tuple list dict set frozenset zip enumerate reversed sorted slice",
    np: """
        arange linspace float16 float32 float64 broadcast_arrays unique sort ix_
        partition setdiff1d union1d intersect1d setxor1d
    """,
    runtime: "grad_hook",
}


def _members(*tables: object) -> frozenset[_Identity]:
    found = set()
    for table in tables:
        for module, names in table.items():  # type: ignore[attr-defined]
            for name in names.split():
                # A release may lack a name; none of them is needed elsewhere.
                member = getattr(module, name, None)
                if member is not None:
                    found.add((id(member), ""))
    return frozenset(found)


@cache
def zeros() -> frozenset[_Identity]:
    """Identities of functions whose result has a zero derivative."""
    return _members(_NATURAL, _SURPRISING, _CREATORS) | {
        (id(ufunc), "outer") for ufunc in _comparisons()
    }


def _comparisons() -> tuple[object, ...]:
    return np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal


@cache
def surprises() -> frozenset[_Identity]:
    """Identities of functions whose zero derivative deserves a warning."""
    return _members(_SURPRISING)


@cache
def pure_functions() -> frozenset[_Identity]:
    """Identities of functions without effects, beside those that have recipes."""
    return (zeros() | _members(_PURE)) - impure_functions()


@cache
def impure_functions() -> frozenset[_Identity]:
    """Identities of functions that act on the world."""
    return _members(_IMPURE)


@cache
def harmless_functions() -> frozenset[_Identity]:
    """Identities of functions that act on the world, but write no argument."""
    return _members(_HARMLESS)


@cache
def cheap_functions() -> frozenset[_Identity]:
    """Identities of functions that cost no more than a record."""
    return _members(_CHEAP)


# Methods and attributes of arrays that carry no derivative.
PASSIVE_ATTRIBUTES = frozenset(
    "shape ndim size dtype itemsize nbytes strides flags device".split()
)
PASSIVE_METHODS = frozenset("argmax argmin argsort nonzero any all round".split())
SURPRISING_METHODS = frozenset("argmax argmin argsort nonzero round".split())
