# autograd_src 1 sha256 0fb532d858ca95911be2c5c1f07651b43673e36cd0f4cf7bbe66215eb0e8c673
# Generated, and not run once edited: .eject(path) makes a copy to edit.
# function: examples.digits:regression_loss
# mode: hvp
# wrt: p
# signature: p: float64[n], x: float64[n,n], t: float64[n,n], decay: float
# options:
# key: 6cf1af54987ed3e02c5dcf8eb2df40578d7e6c0751466dd5db5649365390cc85
# generator: 0.1.0
# imports: examples.digits as digits
# entry: regression_loss_hvp
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


def regression_loss_hvp(p, p_dot, x, t, decay):
    """Hessian-vector product of `regression_loss` with respect to p.

    For p: float64 array of 1 axis; x: float64 array of 2 axes; t: float64 array of 2
    axes; decay: float.
    """
    # Forward sweep.
    k_dot = p_dot[: digits.PIXELS * digits.CLASSES]
    w = np.reshape(p[: digits.PIXELS * digits.CLASSES], (digits.PIXELS, digits.CLASSES))
    w_dot = np.reshape(k_dot, (digits.PIXELS, digits.CLASSES))
    b = p[digits.PIXELS * digits.CLASSES :]
    b_dot = p_dot[digits.PIXELS * digits.CLASSES :]
    u = x @ w
    z = u + b
    z_dot = x @ w_dot + b_dot
    z_2 = z - digits.stop_gradient(np.max(z, axis=1, keepdims=True))
    e = np.exp(z_2)
    m_dot = z_dot * e
    s = np.sum(e, axis=1)
    log_norm = np.log(s)
    v = z_2 * t
    r = np.sum(v, axis=1)

    # Reverse sweep.
    # return np.mean(log_norm - np.sum(z * t, axis=1)) + decay * np.sum(w**2)
    w_bar = decay * (2 * w)
    w_bar_dot = 2 * w_dot * decay
    n_bar = np.broadcast_to(-(1.0 / np.size(log_norm)), np.shape(r))
    q = np.broadcast_to(np.expand_dims(n_bar, 1), np.shape(v)) * t
    z_bar = runtime.sum_to(q, z_2)
    z_bar_dot = np.zeros_like(z_bar)
    # log_norm = np.log(np.sum(np.exp(z), axis=1))
    a = 1.0 / np.size(log_norm)
    s_2_bar_dot = -(np.sum(m_dot, axis=1) * a) / s**2
    e_2_dot = np.expand_dims(s_2_bar_dot, 1)
    shape = np.shape(e)
    e_3_bar = np.broadcast_to(np.expand_dims(a / s, 1), shape)
    e_3_bar_dot = runtime.broadcast_like(np.broadcast_to(e_2_dot, shape), e_3_bar)
    c = e_3_bar * e
    u_2_dot = runtime.broadcast_like(e_3_bar_dot * e + m_dot * e_3_bar, c)
    d = runtime.sum_to(c, z_2)
    s_3_dot = runtime.broadcast_like(runtime.sum_to(u_2_dot, z_2), d)
    z_bar = z_bar + d
    z_bar_dot = runtime.broadcast_like(z_bar_dot + s_3_dot, z_bar)
    # z = z - stop_gradient(np.max(z, axis=1, keepdims=True))
    z_bar = runtime.sum_to(z_bar, z)
    z_bar_dot = runtime.broadcast_like(runtime.sum_to(z_bar_dot, z), z_bar)
    # z = x @ w + b
    b_bar = runtime.sum_to(z_bar, b)
    b_bar_dot = runtime.broadcast_like(runtime.sum_to(z_bar_dot, b), b_bar)
    g = runtime.sum_to(z_bar, u)
    s_4_dot = runtime.broadcast_like(runtime.sum_to(z_bar_dot, u), g)
    h = x.T @ g
    z_3_dot = runtime.broadcast_like(x.T @ s_4_dot, h)
    w_bar = w_bar + h
    w_bar_dot = runtime.broadcast_like(w_bar_dot + z_3_dot, w_bar)
    p_bar = np.zeros_like(p)
    p_bar_dot = np.zeros_like(p_bar)
    # b = p[PIXELS * CLASSES :]
    p_bar_dot[digits.PIXELS * digits.CLASSES :] += b_bar_dot
    # w = p[: PIXELS * CLASSES].reshape(PIXELS, CLASSES)
    shape_2 = np.shape(p[: digits.PIXELS * digits.CLASSES])
    v_2_bar = np.reshape(w_bar, shape_2)
    v_2_bar_dot = runtime.broadcast_like(np.reshape(w_bar_dot, shape_2), v_2_bar)
    p_bar_dot[: digits.PIXELS * digits.CLASSES] += v_2_bar_dot
    return p_bar_dot
