# autograd_src 1 sha256 485faa85fe3821b0c8b993324803c3fa1fb72d81a7c2d7c9ffe3643436ec760e
# Generated, and not run once edited: .eject(path) makes a copy to edit.
# function: examples.pendulum:misfit
# mode: value_and_grad
# wrt: log_p
# signature: log_p: float64[n], observed: float64[n], dt: float64
# options:
# key: 75ef46efda583e1d749ce71ce67267f221c2429836236577bb6dc6059037dfe7
# generator: 0.1.0
# imports: examples.pendulum as pendulum
# entry: misfit_value_and_grad
# ingredients:
# - abstract globals:STOP:
#     ba221066374cc5468a236e1da2a1f0c68ebee277933f99f1d3542e8da10be8a2
# - defaults \e: f35a118a41e92001d2a67dc092daaafdf3fa85bc25dad100a0ef33622aa83b6e
# - identity globals:np:
#     b185a165a72a32bb3415465a2a8cb1a606810da933b213f55e58a1c58853f827
# - identity globals:np.exp:
#     f79cfc79b2805c878df5b0428acf72ca61272254114687308c910e7d880c93a2
# - identity globals:np.mean:
#     06a5128cac712b742c81a264e03ae966b258dd55d3242d6622f53e26bebd081b
# - identity globals:np.sin:
#     ddc3d6c7c588b3d4099142f44e1c9b30d2bc5c5823273ff192094d12a5a61ccf
# - identity globals:np.zeros:
#     3e55bcb38984207435346584ef1456accf6747ac1d7ec115ec26046922f95fc3
# - source \e, 15 lines:
#     135ed433db00743e7c5bfbcee0ff2e3ac966587a15a74b1685d6e04fad58d40b

import examples.pendulum as pendulum
import numpy as np


def misfit_value_and_grad(log_p, observed, dt):
    """Value of `misfit` and its gradient with respect to log_p.

    For log_p: float64 array of 1 axis; observed: float64 array of 1 axis; dt: float64.
    """
    # Forward sweep.
    speed_saved = []
    s_saved = []
    p = np.exp(log_p)
    angle = np.zeros(len(observed))
    angle[0] = observed[0]
    speed = 0.0
    for i in range(1, len(observed)):
        speed_saved.append(speed)
        middle = angle[i - 1] + 0.5 * dt * speed
        s = np.sin(middle)
        s_saved.append(s)
        force = -p[0] * s - p[1] * speed
        if middle > pendulum.STOP:
            force = force - p[2] * (middle - pendulum.STOP)
        speed = speed + dt * force
        angle[i] = middle + 0.5 * dt * speed
    z = angle - observed

    # Reverse sweep.
    # return np.mean((angle - observed) ** 2)
    z_bar = 2 / np.size(observed) * z
    p_bar = np.zeros_like(log_p)
    speed_bar = 0.0
    for i in reversed(range(1, len(observed))):
        s = s_saved.pop()
        speed = speed_saved.pop()
        middle = angle[i - 1] + 0.5 * dt * speed
        # angle[i] = middle + 0.5 * dt * speed
        middle_bar = z_bar[i]
        speed_bar = speed_bar + 0.5 * middle_bar * dt
        # speed = speed + dt * force
        force_bar = speed_bar * dt
        if middle > pendulum.STOP:
            # force = force - p[2] * (middle - STOP)
            middle_bar = middle_bar - force_bar * p[2]
            p_bar[2] -= force_bar * (middle - pendulum.STOP)
        # force = -p[0] * np.sin(middle) - p[1] * speed
        speed_bar = speed_bar - force_bar * p[1]
        p_bar[1] -= force_bar * speed
        middle_bar = middle_bar - force_bar * p[0] * np.cos(middle)
        p_bar[0] -= force_bar * s
        # middle = angle[i - 1] + 0.5 * dt * speed
        speed_bar = speed_bar + 0.5 * middle_bar * dt
        z_bar[i - 1] += middle_bar
    # p = np.exp(log_p)
    log_p_bar = p_bar * p
    return np.mean(z**2), log_p_bar
