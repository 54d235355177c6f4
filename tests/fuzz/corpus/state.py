"""An object whose attributes change, and a function whose gradient is called."""

import numpy as np

from autograd_src import differentiable


class Body:
    def __init__(self, level, speed):
        self.level = level
        self.speed = speed

    def advance(self, push):
        self.speed = 0.5 * self.speed + np.tanh(push)
        self.level = self.level + 0.1 * self.speed
        return np.sum(self.level)


@differentiable
def energy(z):
    return 0.25 * np.sum(z**4) + np.sum(np.cos(z))


def program(x):
    body = Body(x * 1.0, np.sum(x))
    total = 0.0
    for _ in range(3):
        total = total + body.advance(-np.sum(energy.grad(body.level)))
    return total * body.speed


ARGS = (np.array([0.4, -0.6, 1.1]),)
WRT = None
