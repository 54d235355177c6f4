# autograd_src 1 sha256 e515539f75dd87d139f9fbeec0bf50c28e6dcf8197e64b334105b7eeb884c955
# Generated, and not run once edited: .eject(path) makes a copy to edit.
# function: examples.digits:regression_loss
# mode: grad
# wrt: p
# signature: p: float64[n], x: float64[n,n], t: float64[n,n], decay: float
# options:
# key: a2e944ee97b9e81da9682ef3a3b2b699f071c15b1576460c696646ba6477b2ea
# generator: 0.1.0
# imports: examples.digits as digits
# entry: regression_loss_grad
# ingredients:
# - defaults \e: f35a118a41e92001d2a67dc092daaafdf3fa85bc25dad100a0ef33622aa83b6e
# - defaults globals:layer:
#     f35a118a41e92001d2a67dc092daaafdf3fa85bc25dad100a0ef33622aa83b6e
# - identity globals:layer:
#     c42816cecd7354c3224351d5cf477f03032a117d48c35216d0b68a7721b015b1
# - identity globals:np:
#     b185a165a72a32bb3415465a2a8cb1a606810da933b213f55e58a1c58853f827
# - identity globals:np.exp:
#     f79cfc79b2805c878df5b0428acf72ca61272254114687308c910e7d880c93a2
# - identity globals:np.log:
#     05220baa3b8cc89c93a5822586786608dca2acdc708ce67bfbdf4607b3390eb5
# - identity globals:np.max:
#     93d7b50ab448bd0138b7914ec80985a23b9e488d453edf57efdb78eed6204cd0
# - identity globals:np.mean:
#     06a5128cac712b742c81a264e03ae966b258dd55d3242d6622f53e26bebd081b
# - identity globals:np.sum:
#     c482d99e0c3e6834c11e8d2869261f50f4b6732cfeb97292a172d70e5e42b795
# - identity globals:stop_gradient:
#     31232a7ba9dc33e5047bf498b9b6bb6039bdaa025c181469683435c1d1ef038d
# - recipe autograd_src.runtime:stop_gradient:
#     a10ab0582e71597731bbc813b2adb5250dfa0c65e301f507113d12931ec35f2f
# - recipe examples.digits:layer:
#     a10ab0582e71597731bbc813b2adb5250dfa0c65e301f507113d12931ec35f2f
# - source \e, 8 lines: d03a2bace8a7758fb8f4723c3c03890033ff9768fc66843604afd9bd693fe681
# - source globals:layer, 4 lines:
#     62e13a9c7ccd21cd680eb85cd6408751884f3160388661e1ddc679b93218a312

import examples.digits as digits
import numpy as np


def regression_loss_grad(p, x, t, decay):
    """Gradient of `regression_loss` with respect to p.

    For p: float64 array of 1 axis; x: float64 array of 2 axes; t: float64 array of 2
    axes; decay: float.
    """
    # Forward sweep.
    inputs = x.shape[1]
    outputs = t.shape[1]
    w = p[: inputs * outputs].reshape(inputs, outputs)
    b = np.reshape(p[inputs * outputs :], outputs)
    z = x @ w + b
    z = z - digits.stop_gradient(np.max(z, axis=1, keepdims=True))
    e = np.exp(z)
    s = np.sum(e, axis=1)
    log_norm = np.log(s)

    # Reverse sweep.
    # return np.mean(log_norm - np.sum(z * t, axis=1)) + decay * np.sum(w**2)
    w_bar = 2 * decay * w
    z_bar = -1.0 / np.size(log_norm) * t
    # log_norm = np.log(np.sum(np.exp(z), axis=1))
    z_bar = z_bar + (1.0 / np.size(log_norm) / s)[:, None] * e
    # z = x @ w + b
    b_bar = np.sum(z_bar, axis=0)
    w_bar = w_bar + x.T @ z_bar
    p_bar = np.zeros_like(p)
    # return w, p[inputs * outputs :].reshape(outputs)
    p_bar[inputs * outputs :] = b_bar
    # w = p[: inputs * outputs].reshape(inputs, outputs)
    p_bar[: inputs * outputs] = np.ravel(w_bar)
    return p_bar
