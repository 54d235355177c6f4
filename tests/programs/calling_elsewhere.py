"""Functions that programs in another module call."""

from __future__ import annotations

from typing import Any

import numpy as np

RATE = 0.7


def decay(t: Any, rate: Any = None) -> Any:
    if rate is None:
        rate = RATE
    return np.exp(-rate * t)
