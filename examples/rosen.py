"""SciPy's own test function, as it stands in the installed release.

`scipy.optimize.rosen` knows nothing of derivatives by source; SciPy brings two that
were written by hand, `rosen_der` and `rosen_hess_prod`. The emitted ones agree, and
serve a minimization with two hundred unknowns.

The source belongs to SciPy, so what is emitted from it stays in the cache of the
user, whatever AUTOGRAD_SRC_CACHE_DIR says.
"""

import numpy as np
from scipy.optimize import minimize, rosen, rosen_der, rosen_hess_prod

from autograd_src import differentiable


def main(n=200):
    """Compare at random points, then minimize from a far one."""
    f = differentiable(rosen)
    rng = np.random.default_rng(0)
    for size in (2, 10, n):
        x, v = rng.uniform(-2, 2, (2, size))
        np.testing.assert_allclose(f.grad(x), rosen_der(x), rtol=1e-12, atol=1e-9)
        want = rosen_hess_prod(x, v)
        np.testing.assert_allclose(f.hvp(x, v), want, rtol=1e-12, atol=1e-9)
        print(f"n = {size}: gradient and Hessian-vector product agree", flush=True)

    steps = []

    def progress(intermediate_result):
        steps.append(intermediate_result.fun)
        if len(steps) % 100 == 1:
            print(f"{len(steps):5} {steps[-1]:.3e}", flush=True)

    result = minimize(
        f, np.full(n, -0.5), jac=f.grad, hessp=f.hvp, method="trust-ncg",
        callback=progress, options={"gtol": 1e-8, "maxiter": 5000},
    )  # fmt: skip
    print(f"{len(steps):5} {result.fun:.3e}: {result.message}")
    assert result.success
    np.testing.assert_allclose(result.x, 1.0, atol=1e-6)
    return result


if __name__ == "__main__":
    main()
