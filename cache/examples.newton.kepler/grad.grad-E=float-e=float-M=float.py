# autograd_src 1 sha256 0c493eb81e8f1fc817f210c65a82e015d5b34aada3719495fb3f6c6d3c0911e1
# Generated, and not run once edited: .eject(path) makes a copy to edit.
# function: examples.newton:kepler
# mode: grad.grad
# wrt: E
# signature: E: float, e: float, M: float
# options:
# key: 1dd63be64ac28a54595907f1996c4dfbdacfb1a74e19bc7f5a3c9640a5c053ee
# generator: 0.1.0
# imports:
# entry: kepler_grad_grad
# ingredients:
# - defaults \e: f35a118a41e92001d2a67dc092daaafdf3fa85bc25dad100a0ef33622aa83b6e
# - identity globals:math:
#     60a708414581c0bd9b625a3d111310fc2bf47d8f44dd98bd4677b02b6872db58
# - identity globals:math.sin:
#     4dbab7c14712db06fdbc6df34f161a735e90f7d3b9c80d9357c14f6289aeb558
# - source \e, 4 lines: a1c62d087ac2804f49404246b3c8fd250cc85da1a115854b118f1d4a42f46665

import math


def kepler_grad_grad(E, e, M):
    """Gradient of `kepler_grad` with respect to E.

    For E: float; e: float; M: float.
    """
    # Reverse sweep.
    return -math.sin(E) * -e
