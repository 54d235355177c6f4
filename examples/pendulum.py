"""Parameters of a differential equation, fitted to a measured swing.

A pendulum swings against an elastic stop:

    angle'' = -pull sin(angle) - drag angle' - [angle > STOP] spring (angle - STOP)

`misfit` steps it through time in a plain loop that fills an array in place, with an
`if` for the stop, and compares with the data. `misfit.value_and_grad` hands SciPy the
loss with its gradient, at the price of a few simulations whatever the number of
parameters.

The data are synthetic and say so: `pendulum.csv` was written by `make_data` below,
which integrates the equation with SciPy's adaptive solver, not with the loop that is
fitted, and adds noise of known size.

Set AUTOGRAD_SRC_CACHE_DIR=cache to run on the module kept in this repository.
"""

from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import minimize

from autograd_src import differentiable

DATA = Path(__file__).with_name("pendulum.csv")
STOP = 0.4  # rad
TRUE = np.array([9.0, 0.25, 60.0])  # pull 1/s², drag 1/s, spring 1/s²
NOISE = 0.01  # rad


@differentiable
def misfit(log_p, observed, dt):
    """Mean squared distance between the simulated and the observed angles."""
    p = np.exp(log_p)  # positive, and of one scale for the minimizer
    angle = np.zeros(len(observed))
    angle[0] = observed[0]
    speed = 0.0
    for i in range(1, len(observed)):
        middle = angle[i - 1] + 0.5 * dt * speed
        force = -p[0] * np.sin(middle) - p[1] * speed
        if middle > STOP:
            force = force - p[2] * (middle - STOP)
        speed = speed + dt * force
        angle[i] = middle + 0.5 * dt * speed
    return np.mean((angle - observed) ** 2)


def make_data(path=DATA, count=801, dt=0.01):
    """Write the synthetic measurement: time and angle, the first angle exact."""

    def motion(t, state):
        angle, speed = state
        force = -TRUE[0] * np.sin(angle) - TRUE[1] * speed
        return speed, force - TRUE[2] * max(angle - STOP, 0.0)

    t = dt * np.arange(count)
    solution = solve_ivp(
        motion, (0, t[-1]), [-1.0, 0.0], t_eval=t, rtol=1e-10, atol=1e-12, max_step=dt
    )
    angle = solution.y[0] + NOISE * np.random.default_rng(0).standard_normal(count)
    angle[0] = solution.y[0, 0]
    header = (
        "Synthetic: written by make_data in examples/pendulum.py.\n"
        f"pull {TRUE[0]}, drag {TRUE[1]}, spring {TRUE[2]}, "
        f"stop {STOP}, noise {NOISE}\n"
        "time (s),angle (rad)"
    )
    table = np.column_stack([t, angle])
    np.savetxt(path, table, fmt="%.6f", delimiter=",", header=header)


def fit(observed, dt, start):
    """The parameters that fit best, with a line of progress every fourth iteration."""
    losses = []

    def progress(intermediate_result):
        losses.append(intermediate_result.fun)
        if len(losses) % 4 == 1:
            parameters = np.array2string(np.exp(intermediate_result.x), precision=4)
            print(f"{len(losses):4} {losses[-1]:.3e} {parameters}", flush=True)

    result = minimize(
        misfit.value_and_grad, np.log(start), args=(observed, dt), jac=True,
        method="BFGS", callback=progress, options={"gtol": 1e-8},
    )  # fmt: skip
    return np.exp(result.x), result.fun


def main():
    """Fit, and compare with the parameters that the data were made with."""
    time, observed = np.loadtxt(DATA, delimiter=",").T
    print("iteration, misfit, [pull drag spring]")
    found, loss = fit(observed, time[1] - time[0], np.array([8.0, 0.1, 40.0]))
    print(f"found {np.array2string(found, precision=4)}, made with {TRUE}")
    print(f"what is left: {np.sqrt(loss):.4f} rad, noise {NOISE} rad")
    assert abs(np.sqrt(loss) / NOISE - 1) < 0.1
    assert np.all(np.abs(found / TRUE - 1) < 0.05)
    return found


if __name__ == "__main__":
    main()
