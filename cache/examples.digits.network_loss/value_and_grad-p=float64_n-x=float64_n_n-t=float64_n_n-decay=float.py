# autograd_src 1 sha256 d117300a8f2487d61317ec27c72a62fca869ad785516d37b0df24e8541019335
# Generated, and not run once edited: .eject(path) makes a copy to edit.
# function: examples.digits:network_loss
# mode: value_and_grad
# wrt: p
# signature: p: float64[n], x: float64[n,n], t: float64[n,n], decay: float
# options:
# key: 3c894be6e6c343972a32764660f4ca1316b50c4dc5061ec74954f53889947d88
# generator: 0.1.0
# imports: examples.digits as digits
# entry: network_loss_value_and_grad
# ingredients:
# - defaults \e: f35a118a41e92001d2a67dc092daaafdf3fa85bc25dad100a0ef33622aa83b6e
# - defaults globals:two_layers:
#     f35a118a41e92001d2a67dc092daaafdf3fa85bc25dad100a0ef33622aa83b6e
# - defaults globals:two_layers/globals:layer:
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
# - identity globals:stop_gradient:
#     31232a7ba9dc33e5047bf498b9b6bb6039bdaa025c181469683435c1d1ef038d
# - identity globals:two_layers:
#     beb41511210d145dd779bba23ce2de41735a9b72fadd7feec2a0bdb1544fdb9a
# - identity globals:two_layers/globals:layer:
#     c42816cecd7354c3224351d5cf477f03032a117d48c35216d0b68a7721b015b1
# - recipe autograd_src.runtime:stop_gradient:
#     a10ab0582e71597731bbc813b2adb5250dfa0c65e301f507113d12931ec35f2f
# - recipe examples.digits:layer:
#     a10ab0582e71597731bbc813b2adb5250dfa0c65e301f507113d12931ec35f2f
# - recipe examples.digits:two_layers:
#     a10ab0582e71597731bbc813b2adb5250dfa0c65e301f507113d12931ec35f2f
# - source \e, 10 lines:
#     e897264b5db9bb1376877b42eebd1975eb752a1655925afad8c057abae0412ba
# - source globals:two_layers, 6 lines:
#     f2015daa6f5c10da9efc82bb3f4ee3d3d1679ce0e85896d1de2d1fed7fca9ead
# - source globals:two_layers/globals:layer, 4 lines:
#     62e13a9c7ccd21cd680eb85cd6408751884f3160388661e1ddc679b93218a312

import examples.digits as digits
import numpy as np


def layer_forward(p, inputs, outputs):
    w = p[: inputs * outputs].reshape(inputs, outputs)
    return w, p[inputs * outputs :].reshape(outputs), (p, inputs, outputs)


def layer_backward(saved, w_bar, y_2_bar):
    p, inputs, outputs = saved
    p_bar = np.zeros_like(p)
    # return w, p[inputs * outputs :].reshape(outputs)
    p_bar[inputs * outputs :] = y_2_bar
    # w = p[: inputs * outputs].reshape(inputs, outputs)
    p_bar[: inputs * outputs] = np.ravel(w_bar)
    return p_bar


def network_loss_value_and_grad(p, x, t, decay):
    """Value of `network_loss` and its gradient with respect to p.

    For p: float64 array of 1 axis; x: float64 array of 2 axes; t: float64 array of 2
    axes; decay: float.
    """
    # Forward sweep.
    inputs = x.shape[1]
    outputs = t.shape[1]
    end = (inputs + 1) * 32
    w1, b1, saved = layer_forward(p[:end], inputs, 32)
    w2, b2, saved_2 = layer_forward(p[end:], 32, outputs)
    h = np.tanh(x @ w1 + b1)
    z = h @ w2 + b2
    z = z - digits.stop_gradient(np.max(z, axis=1, keepdims=True))
    e = np.exp(z)
    s = np.sum(e, axis=1)
    log_norm = np.log(s)
    cross_entropy = np.mean(log_norm - np.sum(z * t, axis=1))
    u = cross_entropy + decay * (np.sum(w1**2) + np.sum(w2**2))

    # Reverse sweep.
    # return cross_entropy + decay * (np.sum(w1**2) + np.sum(w2**2))
    w2_bar = 2 * decay * w2
    w1_bar = 2 * decay * w1
    # cross_entropy = np.mean(log_norm - np.sum(z * t, axis=1))
    z_bar = -1.0 / np.size(log_norm) * t
    # log_norm = np.log(np.sum(np.exp(z), axis=1))
    z_bar = z_bar + (1.0 / np.size(log_norm) / s)[:, None] * e
    # z = h @ w2 + b2
    b2_bar = np.sum(z_bar, axis=0)
    h_bar = z_bar @ w2.T
    w2_bar = w2_bar + h.T @ z_bar
    # h = np.tanh(x @ w1 + b1)
    v_bar = h_bar * (1 - h**2)
    b1_bar = np.sum(v_bar, axis=0)
    w1_bar = w1_bar + x.T @ v_bar
    p_bar = np.zeros_like(p)
    # w2, b2 = layer(p[end:], 32, outputs)
    p_bar[end:] = layer_backward(saved_2, w2_bar, b2_bar)
    # w1, b1 = layer(p[:end], inputs, 32)
    p_bar[:end] = layer_backward(saved, w1_bar, b1_bar)
    return u, p_bar
