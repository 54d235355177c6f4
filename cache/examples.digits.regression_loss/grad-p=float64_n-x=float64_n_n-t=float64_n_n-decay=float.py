# autograd_src 1 sha256 d28618b8e664f1baaa07817ac5c5b88efa49e2182393ea2a196130d63ec7776f
# Generated, and not run once edited: .eject(path) makes a copy to edit.
# function: examples.digits:regression_loss
# mode: grad
# wrt: p
# signature: p: float64[n], x: float64[n,n], t: float64[n,n], decay: float
# options:
# key: 8fe0de105344048273215533307e8487e9be9c2328564af97ed87ec4af0c6f28
# generator: 0.1.0
# imports: examples.digits as digits
# entry: regression_loss_grad
# ingredients:
# - abstract globals:CLASSES:
#     0aac2d7b4fdaa85ef8ac79fd9c46a930ff4c103085fc7a0018a272e5f030de51
# - abstract globals:PIXELS:
#     0aac2d7b4fdaa85ef8ac79fd9c46a930ff4c103085fc7a0018a272e5f030de51
# - defaults \e: f35a118a41e92001d2a67dc092daaafdf3fa85bc25dad100a0ef33622aa83b6e
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
# - source \e, 9 lines: 46fc2391a7c1bc4b95c902206c9e0cd8f0954290bdff40fb6817dc6afaefd646

import autograd_src.runtime as runtime
import examples.digits as digits
import numpy as np


def regression_loss_grad(p, x, t, decay):
    """Gradient of `regression_loss` with respect to p.

    For p: float64 array of 1 axis; x: float64 array of 2 axes; t: float64 array of 2
    axes; decay: float.
    """
    # Forward sweep.
    w = np.reshape(p[: digits.PIXELS * digits.CLASSES], (digits.PIXELS, digits.CLASSES))
    b = p[digits.PIXELS * digits.CLASSES :]
    u = x @ w
    z = u + b
    z_2 = z - digits.stop_gradient(np.max(z, axis=1, keepdims=True))
    e = np.exp(z_2)
    s = np.sum(e, axis=1)
    log_norm = np.log(s)
    v = z_2 * t
    r = np.sum(v, axis=1)

    # Reverse sweep.
    # return np.mean(log_norm - np.sum(z * t, axis=1)) + decay * np.sum(w**2)
    w_bar = decay * (2 * w)
    q_bar = np.broadcast_to(-(1.0 / np.size(log_norm)), np.shape(r))
    a_bar = np.broadcast_to(np.expand_dims(q_bar, 1), np.shape(v))
    z_bar = runtime.sum_to(a_bar * t, z_2)
    # log_norm = np.log(np.sum(np.exp(z), axis=1))
    c_bar = 1.0 / np.size(log_norm) / s
    d_bar = np.broadcast_to(np.expand_dims(c_bar, 1), np.shape(e))
    z_bar = z_bar + runtime.sum_to(d_bar * e, z_2)
    # z = z - stop_gradient(np.max(z, axis=1, keepdims=True))
    z_bar = runtime.sum_to(z_bar, z)
    # z = x @ w + b
    b_bar = runtime.sum_to(z_bar, b)
    w_bar = w_bar + x.T @ runtime.sum_to(z_bar, u)
    p_bar = np.zeros_like(p)
    # b = p[PIXELS * CLASSES :]
    p_bar[digits.PIXELS * digits.CLASSES :] += b_bar
    # w = p[: PIXELS * CLASSES].reshape(PIXELS, CLASSES)
    g_bar = np.reshape(w_bar, np.shape(p[: digits.PIXELS * digits.CLASSES]))
    p_bar[: digits.PIXELS * digits.CLASSES] += g_bar
    return p_bar
