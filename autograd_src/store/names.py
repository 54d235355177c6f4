"""Names of folders and files: what a person sees in a listing.

In the user's cache they are for people only, and may be shortened or collide; identity
is inside the files. In a project's cache they are the identity, so each is exact or
there is none.
"""

from __future__ import annotations

from typing import NamedTuple

from autograd_src.store.digest import fields_digest, text_digest

__all__ = ["MOST", "Key", "entry_stem", "folder_name", "project_name"]

MOST = 8
"""Candidates that may stand side by side under one key."""

_LONGEST = 100
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.")
_DEVICES = frozenset("con prn aux nul".split()) | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)
}


class Key(NamedTuple):
    """What is asked for.

    Attributes
    ----------
    function : str
        "module:qualname".
    mode : str
        "grad", "grad.jvp", …
    digest : str
        Of everything known before generation.
    project : str
        The name in a project's cache by `project_name`; empty where it has none.
    """

    function: str
    mode: str
    digest: str
    project: str = ""


def folder_name(function: str) -> str:
    """The folder of a function, safe on every file system.

    >>> folder_name("model:Net.loss")
    'model.Net.loss'
    >>> folder_name("model:outer.<locals>.<lambda>")
    'model.outer._locals_._lambda_'
    """
    name = function.replace(":", ".")
    safe = "".join(c if c in _SAFE else "_" for c in name)[:_LONGEST]
    return f"_{safe}" if _is_odd(safe) else safe


def _is_odd(name: str) -> bool:
    """Names that some system takes for something else, or hides, or trims."""
    return name.split(".")[0].lower() in _DEVICES or name[:1] in ("", ".")


def entry_stem(key: Key) -> str:
    """File name of an entry without candidate number and ending."""
    mode = "".join(c if c in _SAFE else "_" for c in key.mode)[:_LONGEST]
    identity = fields_digest(key.function, key.mode, key.digest)
    return f"{mode}-{identity[:16]}"


def project_name(
    function: str,
    mode: str,
    signature: str = "",
    wrt: tuple[str, ...] = (),
    options: tuple[str, ...] = (),
) -> str:
    """`<module>.<qualname>/<mode>[-<signature>].py`, or "" where there is no exact one.

    Parameters
    ----------
    signature
        As in the header; empty for the generic text.
    wrt, options
        Given only where they are not the default ones.

    Examples
    --------
    >>> project_name("model:loss", "grad")
    'model.loss/grad.py'
    >>> project_name("model:loss", "grad", "w: float64[n,n], s: float", wrt=("s",))
    'model.loss/grad-wrt.s-w=float64_n_n-s=float.py'
    >>> project_name("model:f.<locals>.g", "grad")
    ''
    """
    folder = folder_name(function)
    if folder != function.replace(":", ".") or folder.endswith("."):
        return ""
    parts = [mode]
    if wrt:
        parts.append(".".join(("wrt", *wrt)))
    parts += options
    if signature:
        parts.append(_slug(signature))
    stem = "-".join(parts)
    if len(stem) > _LONGEST or not set(stem) <= _SAFE | set("-="):
        stem = f"{mode}-{text_digest('-'.join((*parts[:-1], signature)))[:16]}"
    return f"{folder}/{stem}.py"


def _slug(signature: str) -> str:
    """A signature of plain numbers and arrays, spelt with what file names may hold.

    Anything else keeps characters that they may not, for which a digest is taken.
    """
    parts = signature.split(", ")
    return "-".join(_parameter(part) or signature for part in parts)


def _parameter(part: str) -> str:
    """`x: float64[n,1]` as `x=float64_n_1`, or nothing if it has more structure."""
    name, colon, kind = part.partition(": ")
    dtype, bracket, dims = kind.partition("[")
    dims = dims.removesuffix("]") if bracket else ""
    if not (colon and name.isidentifier() and dtype.replace("_", "").isalnum()):
        return ""
    if bracket and not kind.endswith("]"):
        return ""
    axes = dims.split(",") if dims else (["0d"] if bracket else [])
    if not all(axis in ("1", "n", "0d") for axis in axes):
        return ""
    return f"{name}=" + "_".join((dtype, *axes))
