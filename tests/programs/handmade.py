"""A function with derivatives written by hand, right or wrong in one chosen way."""

import numpy as np


def energy(x, k):
    return np.sum(np.sin(x) * x) * k


def _grad(x, k):
    return (np.cos(x) * x + np.sin(x)) * k


def _hess(x, k):
    return (2 * np.cos(x) - np.sin(x) * x) * k


class Derivatives:
    """Offers every mode of `energy` with respect to x; `flaw` spoils one thing."""

    def __init__(self, flaw=""):
        self.flaw = flaw
        self.kept = np.zeros(3)
        self.grad = Grad(flaw)

    def value_and_grad(self, x, k):
        value = energy(x, k) + ("value" in self.flaw)
        return value, self.grad(x, k)

    def jvp(self, x, x_dot, k):
        if self.flaw == "jvp writes the tangent":
            x_dot[0] = -x_dot[0]
        wrong = 1.001 if self.flaw == "wrong jvp" else 1.0
        return energy(x, k), wrong * np.sum(_grad(x, k) * x_dot)

    def vjp(self, x, k):
        calls = []

        def pullback(seed):
            calls.append(seed)
            if self.flaw == "pullback used up":
                return _grad(x, k) * sum(calls)
            if self.flaw == "pullback shares":
                self.kept[:] = _grad(x, k) * seed
                return self.kept
            return _grad(x, k) * seed

        return energy(x, k), pullback

    def hvp(self, x, x_dot, k):
        if self.flaw == "asymmetric hvp":
            return _hess(x, k) * x_dot + 1e-5 * np.roll(x_dot, 1)
        return _hess(x, k) * x_dot


class Grad:
    """The gradient, which has derivatives of its own."""

    def __init__(self, flaw):
        self.flaw = flaw
        self.kept = np.zeros(3)

    def __call__(self, x, k):
        found = _grad(x, k)
        if self.flaw == "wrong in one element":
            found[1] += 1e-5
        if self.flaw == "writes its argument":
            x[0] += 1.0
        if self.flaw == "read-only":
            found.flags.writeable = False
        if self.flaw == "shares between calls":
            self.kept[:] = found
            return self.kept
        if self.flaw == "broadcast shape":
            return found[None, :]
        if self.flaw == "single precision":
            return found.astype(np.float32)
        return found

    def specialize(self, x, k):
        self.unchecked = lambda x, k: _grad(x, k) + (self.flaw == "wrong unchecked")
        return self

    def jvp(self, x, x_dot, k):
        wrong = self.flaw == "wrong forward over reverse"
        return _grad(x, k), _hess(x, k) * x_dot + 0.01 * wrong

    def vjp(self, x, k):
        wrong = self.flaw == "wrong reverse over reverse"
        return _grad(x, k), lambda seed: _hess(x, k) * seed + 0.01 * wrong


FLAWS = {
    "wrong in one element": "grad",
    "writes its argument": "grad",
    "read-only": "grad",
    "shares between calls": "grad",
    "broadcast shape": "grad",
    "single precision": "grad",
    "value off": "value_and_grad",
    "wrong unchecked": "unchecked",
    "wrong jvp": "jvp",
    "jvp writes the tangent": "jvp",
    "pullback used up": "vjp",
    "pullback shares": "vjp",
    "asymmetric hvp": "hvp",
    "wrong forward over reverse": "forward_over_reverse",
    "wrong reverse over reverse": "reverse_over_reverse",
}
