"""Keys, headers and texts that the tests of the store publish."""

from __future__ import annotations

from autograd_src.store import Header, Ingredient, Key, UserCache, fields_digest

GENERATOR = "9" * 64

BODY = '''"""Gradient of `loss` with respect to w, b."""

import numpy as np


def loss_grad(w, b, x):
    # return np.sum(w * x + b)
    return x, np.ones_like(b)
'''


def key(function: str = "model:loss", mode: str = "grad", of: str = "") -> Key:
    return Key(function, mode, fields_digest(function, mode, of))


def header(for_: Key | None = None, **changes: object) -> Header:
    wanted = for_ or key()
    made = Header(
        function=wanted.function,
        mode=wanted.mode,
        wrt=("w", "b"),
        signature="w: float64[n,n], b: float64[n], x: float64[n,n]",
        options=(),
        key=wanted.digest,
        generator="",
        imports=(("model", "model"),),
        entry="loss_grad",
        ingredients=(Ingredient("source", "loss", "ab" * 32, 12),),
    )
    return made._replace(**changes)


def user_cache(root: object, **options: object) -> UserCache:
    return UserCache(str(root), GENERATOR, **options)


def always(header: Header) -> bool:
    return True


def never(header: Header) -> bool:
    return False
