# autograd_src 1 sha256 c35f3a3670bc1db9f90cc32a02a3602e8e0128ff37b99fc9fe337cef51d96b99
# Generated, and not run once edited: .eject(path) makes a copy to edit.
# function: examples.newton:kepler
# mode: value_and_grad
# wrt: E
# signature: E: float, e: float, M: float
# options:
# key: 6e45e862b26d3a0b26b679698d6dff07d62919a5a1d776c0413127675198b1db
# generator: 0.1.0
# imports:
# entry: kepler_value_and_grad
# ingredients:
# - defaults \e: f35a118a41e92001d2a67dc092daaafdf3fa85bc25dad100a0ef33622aa83b6e
# - identity globals:math:
#     60a708414581c0bd9b625a3d111310fc2bf47d8f44dd98bd4677b02b6872db58
# - identity globals:math.sin:
#     4dbab7c14712db06fdbc6df34f161a735e90f7d3b9c80d9357c14f6289aeb558
# - source \e, 4 lines: a1c62d087ac2804f49404246b3c8fd250cc85da1a115854b118f1d4a42f46665

import math


def kepler_value_and_grad(E, e, M):
    """Value of `kepler` and its gradient with respect to E.

    For E: float; e: float; M: float.
    """
    # Reverse sweep.
    # return E - e * math.sin(E) - M
    E_bar = 1.0 - e * math.cos(E)
    return E - e * math.sin(E) - M, E_bar
