"""Methods and attributes of arrays, and the functions that they stand for.

``x.sum(axis=0)`` is differentiated as ``np.sum(x, axis=0)``. Methods that write their
array (``sort``, ``fill``, …) are not here: they are stores, not calls. Those without a
derivative are in `passive`. How a call is rewritten is in `analyses.methods`.
"""

from __future__ import annotations

import numpy as np

# Their arguments are those of NumPy's function of the name, the array first.
DIRECT = frozenset(
    """
    sum mean prod max min var std cumsum cumprod dot clip ravel repeat squeeze swapaxes
    take trace diagonal argmax argmin argsort argpartition any all ptp round nonzero
    searchsorted compress choose
    """.split()
)

# Their arguments may be given apart, as in ``x.reshape(2, 3)``.
GATHERING = frozenset("reshape transpose".split())

# Keywords that have another name in the function.
RENAMED = {"clip": {"min": "a_min", "max": "a_max"}}

ATTRIBUTES: dict[str, object] = {
    "T": np.transpose,
    "mT": getattr(np, "matrix_transpose", None),  # since NumPy 2.0
    "real": np.real,
}

# What to write instead of methods that can't be followed.
ADVICE = {
    "astype": "a cast to integers has no derivative; keep the values floating",
    "tolist": "a list of the values is not followed; go on with the array",
    "item": "write float(x[i])",
    "sort": "write x = np.sort(x)",
    "partition": "write x = np.sort(x)",
    "view": "write x.astype(dtype), or x.copy()",
    "conj": "leave it out: values are real",
    "conjugate": "leave it out: values are real",
    "put": "write x[index] = values",
    "itemset": "write x[index] = value",
    "insert": "append the items, or store them into an array",
    "shuffle": "take the items by a permutation: y = x[rng.permutation(len(x))]",
    "permutation": "take the items by a permutation: x[rng.permutation(len(x))]",
    "permuted": "take the items by a permutation: x[rng.permutation(len(x))]",
    "byteswap": "bytes have no derivative",
    "tobytes": "bytes have no derivative",
    "resize": "write x = np.resize(x, shape)",
    **dict.fromkeys(
        ("grad", "value_and_grad", "jvp", "hvp"),
        "choose its arguments outside, `g = differentiable(f, wrt=…)`, and call that",
    ),
}
