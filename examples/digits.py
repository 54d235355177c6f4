"""Handwritten digits, read by multinomial logistic regression and a small network.

The data are the 1,797 images of 8 x 8 pixels that come with scikit-learn (test set of
the "Optical Recognition of Handwritten Digits" data of the UCI repository). Both
models are a NumPy function of one parameter vector, as SciPy wants it:

- the regression is trained with exact curvature: trust-krylov and `hessp=loss.hvp`,
- the network, which has one hidden layer, by L-BFGS with `loss.value_and_grad`.

At the end a plot of the loss and of what was learned is written: `digits.png` beside
this file, or where the first command line argument says.

Set AUTOGRAD_SRC_CACHE_DIR=cache to run on the modules kept in this repository.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from scipy.optimize import minimize
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from autograd_src import differentiable, stop_gradient

PIXELS, CLASSES = 64, 10
PICTURE = Path(__file__).with_suffix(".png")


@differentiable
def regression_loss(p, x, t, decay):
    """Mean cross-entropy of a linear model, with weight decay."""
    w, b = layer(p, x.shape[1], t.shape[1])
    z = x @ w + b
    z = z - stop_gradient(np.max(z, axis=1, keepdims=True))  # exp can't overflow
    log_norm = np.log(np.sum(np.exp(z), axis=1))
    return np.mean(log_norm - np.sum(z * t, axis=1)) + decay * np.sum(w**2)


@differentiable
def network_loss(p, x, t, decay):
    """Mean cross-entropy of a network with one hidden layer, with weight decay."""
    w1, b1, w2, b2 = two_layers(p, x.shape[1], t.shape[1])
    h = np.tanh(x @ w1 + b1)
    z = h @ w2 + b2
    z = z - stop_gradient(np.max(z, axis=1, keepdims=True))
    log_norm = np.log(np.sum(np.exp(z), axis=1))
    cross_entropy = np.mean(log_norm - np.sum(z * t, axis=1))
    return cross_entropy + decay * (np.sum(w1**2) + np.sum(w2**2))


def layer(p, inputs, outputs):
    """A layer's weights and biases, as views of a vector of parameters."""
    w = p[: inputs * outputs].reshape(inputs, outputs)
    return w, p[inputs * outputs :].reshape(outputs)


def two_layers(p, inputs, outputs):
    """Weights and biases of a network with 32 hidden units, as views of a vector."""
    end = (inputs + 1) * 32
    w1, b1 = layer(p[:end], inputs, 32)
    w2, b2 = layer(p[end:], 32, outputs)
    return w1, b1, w2, b2


def read_with_regression(p, x):
    """The most probable digit for each image."""
    w, b = layer(p, PIXELS, CLASSES)
    return np.argmax(x @ w + b, axis=1)


def read_with_network(p, x):
    """The most probable digit for each image."""
    w1, b1, w2, b2 = two_layers(p, PIXELS, CLASSES)
    return np.argmax(np.tanh(x @ w1 + b1) @ w2 + b2, axis=1)


class Progress:
    """Keeps the loss of every iteration and prints some of them."""

    def __init__(self, name, every):
        self.name, self.every, self.losses = name, every, []

    def __call__(self, intermediate_result):
        self.losses.append(float(intermediate_result.fun))
        if len(self.losses) % self.every == 0:
            print(f"{self.name} {len(self.losses):4} {self.losses[-1]:.5f}", flush=True)


def load():
    """Images and one-hot targets to train on, images and digits to test on."""
    digits = load_digits()
    x, x_test, y, y_test = train_test_split(
        digits.data / 16, digits.target, test_size=0.25, random_state=0,
        stratify=digits.target,
    )  # fmt: skip
    return x, np.eye(CLASSES)[y], x_test, y_test


def train_regression(x, t):
    """Newton steps in Krylov subspaces: the Hessian is used, and never built."""
    progress = Progress("regression", 2)
    start = np.zeros(PIXELS * CLASSES + CLASSES)
    result = minimize(
        regression_loss, start, args=(x, t, 1e-3),
        jac=regression_loss.grad, hessp=regression_loss.hvp, method="trust-krylov",
        callback=progress, options={"gtol": 1e-6},
    )  # fmt: skip
    assert result.success, result.message
    return result.x, progress.losses


def train_network(x, t):
    """L-BFGS with the loss and its gradient from one call."""
    progress = Progress("network   ", 20)
    count = (PIXELS + 1) * 32 + (32 + 1) * CLASSES
    start = 0.2 * np.random.default_rng(0).standard_normal(count)
    result = minimize(
        network_loss.value_and_grad, start, args=(x, t, 1e-4), jac=True,
        method="L-BFGS-B", callback=progress, options={"maxiter": 200},
    )  # fmt: skip
    return result.x, progress.losses


def plot(path, curves, weights, filters):
    """The loss of both, the regression's weights a digit, the network's filters."""
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure = plt.figure(figsize=(11, 8), layout="constrained")
    top, middle, bottom = figure.subfigures(3, height_ratios=[3, 2, 2])
    axes = top.subplots()
    for name, losses in curves.items():
        axes.semilogy(range(1, len(losses) + 1), losses, label=name)
    axes.set(xlabel="iteration", ylabel="loss")
    axes.legend()
    for part, images, title in (
        (
            middle,
            weights.T,
            "regression: what speaks for 0 … 9 (red) or against (blue)",
        ),
        (bottom, filters.T[:20], "network: the first hidden units"),
    ):
        part.suptitle(title)
        for image, cell in zip(images, part.subplots(2, len(images) // 2).flat):
            size = np.max(np.abs(image))
            cell.imshow(image.reshape(8, 8), cmap="RdBu_r", vmin=-size, vmax=size)
            cell.set_axis_off()
    figure.savefig(path, dpi=100)
    plt.close(figure)


def main(path=PICTURE):
    """Train both, measure them on images that they have not seen, draw."""
    x, t, x_test, y_test = load()
    print(f"{len(x)} images to train on, {len(x_test)} to test on", flush=True)
    p, regression_losses = train_regression(x, t)
    q, network_losses = train_network(x, t)
    regression = np.mean(read_with_regression(p, x_test) == y_test)
    network = np.mean(read_with_network(q, x_test) == y_test)
    print(f"read correctly: regression {regression:.1%}, network {network:.1%}")
    curves = {"regression, trust-krylov": regression_losses}
    curves["network, L-BFGS"] = network_losses
    weights, filters = (
        layer(p, PIXELS, CLASSES)[0],
        two_layers(q, PIXELS, CLASSES)[0],
    )
    plot(path, curves, weights, filters)
    print(f"drawn: {path}")
    assert regression >= 0.93
    assert network >= 0.95
    return regression, network


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
