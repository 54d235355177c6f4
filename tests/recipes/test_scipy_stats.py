"""Functions of the normal distribution, however they are named."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from scipy import stats
from scipy.stats import norm
from scipy.stats import norm as standard

from autograd_src import MissingRecipe, NotDifferentiable, differentiable
from tests.oracles import check_all_modes


def option(spot, vol, strike=1.1):
    d = np.log(spot / strike) / vol + vol / 2
    return spot * norm.cdf(d) - strike * standard.cdf(d - vol)


def likelihood(mu, log_scale):
    data = np.array([0.3, 1.1, -0.4])
    found = stats.norm.logpdf(data, loc=mu, scale=np.exp(log_scale))
    return -np.sum(found) + scipy.stats.norm.logcdf(mu * log_scale)


@pytest.mark.parametrize("f", [option, likelihood], ids=lambda f: f.__name__)
def test_every_mode(f):
    names = f.__code__.co_varnames[:2]
    check_all_modes(f, (1.2, 0.4), wrt=names)


def test_the_text_calls_what_the_function_calls():
    text = differentiable(option).grad.specialize(1.2, 0.4).source
    assert "norm.cdf(d)" in text
    assert "np.exp(" in text


def test_methods_without_recipe_are_refused():
    def f(x):
        return norm.entropy(0.0, x)

    with pytest.raises((MissingRecipe, NotDifferentiable)):
        differentiable(f).grad(0.5)
