# autograd_src 1 sha256 c1bd3c6e6d7a68fb2ef6c820112f16b2786a5289928c72f802cd247c61b9f93d
# Generated, and not run once edited: .eject(path) makes a copy to edit.
# function: examples.digits:network_loss
# mode: value_and_grad
# wrt: p
# signature: p: float64[n], x: float64[n,n], t: float64[n,n], decay: float
# options:
# key: 2bed438141b9462290594709488ce12f9b1bf034f481557c246468b237515d1e
# generator: 0.1.0
# imports: examples.digits as digits
# entry: network_loss_value_and_grad
# ingredients:
# - abstract globals:split/globals:CLASSES:
#     0aac2d7b4fdaa85ef8ac79fd9c46a930ff4c103085fc7a0018a272e5f030de51
# - abstract globals:split/globals:HIDDEN:
#     0aac2d7b4fdaa85ef8ac79fd9c46a930ff4c103085fc7a0018a272e5f030de51
# - abstract globals:split/globals:PIXELS:
#     0aac2d7b4fdaa85ef8ac79fd9c46a930ff4c103085fc7a0018a272e5f030de51
# - defaults \e: f35a118a41e92001d2a67dc092daaafdf3fa85bc25dad100a0ef33622aa83b6e
# - defaults globals:split:
#     f35a118a41e92001d2a67dc092daaafdf3fa85bc25dad100a0ef33622aa83b6e
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
# - identity globals:np.tanh:
#     4f8c80697f56ffdccf7d1f56b337c9a994a8b0cfd9b56b8a11c49492f5123178
# - identity globals:split:
#     13b9b2f63609f2cf4af180e8a8208d927393cabb6b737ca8834d80aab289c2e4
# - identity globals:stop_gradient:
#     31232a7ba9dc33e5047bf498b9b6bb6039bdaa025c181469683435c1d1ef038d
# - source \e, 10 lines:
#     a9bcfae5755cbca640318a54e774e1e16afec0601fec3ab36c8ebb61896c8af8
# - source globals:split, 8 lines:
#     165b152604c0a5dff7e391ab4747b9d68aab26dd3c023cbed74e17361e4acfd9

import autograd_src.runtime as runtime
import examples.digits as digits
import numpy as np


def network_loss_value_and_grad(p, x, t, decay):
    """Value of `network_loss` and its gradient with respect to p.

    For p: float64 array of 1 axis; x: float64 array of 2 axes; t: float64 array of 2
    axes; decay: float.
    """
    # Forward sweep.
    hidden_end = digits.PIXELS * digits.HIDDEN
    output_end = hidden_end + digits.HIDDEN + digits.HIDDEN * digits.CLASSES
    w1 = np.reshape(p[:hidden_end], (digits.PIXELS, digits.HIDDEN))
    b1 = p[hidden_end : hidden_end + digits.HIDDEN]
    v = p[hidden_end + digits.HIDDEN : output_end]
    w2 = np.reshape(v, (digits.HIDDEN, digits.CLASSES))
    b2 = p[output_end:]
    h = np.tanh(x @ w1 + b1)
    u = h @ w2
    z = u + b2
    z_2 = z - digits.stop_gradient(np.max(z, axis=1, keepdims=True))
    e = np.exp(z_2)
    s = np.sum(e, axis=1)
    log_norm = np.log(s)
    w = z_2 * t
    r = np.sum(w, axis=1)
    cross_entropy = np.mean(log_norm - r)
    q = cross_entropy + decay * (np.sum(w1**2) + np.sum(w2**2))

    # Reverse sweep.
    # return cross_entropy + decay * (np.sum(w1**2) + np.sum(w2**2))
    w2_bar = decay * (2 * w2)
    w1_bar = decay * (2 * w1)
    # cross_entropy = np.mean(log_norm - np.sum(z * t, axis=1))
    a_bar = np.broadcast_to(-(1.0 / np.size(log_norm)), np.shape(r))
    b_bar = np.broadcast_to(np.expand_dims(a_bar, 1), np.shape(w))
    z_bar = runtime.sum_to(b_bar * t, z_2)
    # log_norm = np.log(np.sum(np.exp(z), axis=1))
    c_bar = 1.0 / np.size(log_norm) / s
    d_bar = np.broadcast_to(np.expand_dims(c_bar, 1), np.shape(e))
    z_bar = z_bar + runtime.sum_to(d_bar * e, z_2)
    # z = z - stop_gradient(np.max(z, axis=1, keepdims=True))
    z_bar = runtime.sum_to(z_bar, z)
    # z = h @ w2 + b2
    g_bar = runtime.sum_to(z_bar, u)
    b2_bar = runtime.sum_to(z_bar, b2)
    h_bar = g_bar @ w2.T
    w2_bar = w2_bar + h.T @ g_bar
    # h = np.tanh(x @ w1 + b1)
    k_bar = h_bar * (1 - h**2)
    b1_bar = np.sum(k_bar, axis=0)
    w1_bar = w1_bar + x.T @ k_bar
    p_bar = np.zeros_like(p)
    # return w1, b1, w2, p[output_end:]
    p_bar[output_end:] += b2_bar
    # w2 = p[hidden_end + HIDDEN : output_end].reshape(HIDDEN, CLASSES)
    m_bar = np.reshape(w2_bar, np.shape(v))
    p_bar[hidden_end + digits.HIDDEN : output_end] += m_bar
    # b1 = p[hidden_end : hidden_end + HIDDEN]
    p_bar[hidden_end : hidden_end + digits.HIDDEN] += b1_bar
    # w1 = p[:hidden_end].reshape(PIXELS, HIDDEN)
    p_bar[:hidden_end] += np.reshape(w1_bar, np.shape(p[:hidden_end]))
    return q, p_bar
