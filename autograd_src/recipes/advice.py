"""What to write instead of functions that have no recipe and are often met.

Each line: the functions, and the advice that the error gives. Only names, so that
nothing is imported for it.
"""

from __future__ import annotations

_COMPLEX = "complex values are not differentiated; write the real formula"
_NONSYMMETRIC = (
    "the eigenvalues of a matrix that is not symmetric are complex; use np.linalg.eigh"
    " if it is symmetric"
)
_LOOP = "write a loop over the rows and np.stack the results"
_UNIQUE = "take the indices with return_index=True of a constant, then x[indices]"
_COUNTS = "counts have no derivative; np.bincount(indices, weights) has, in the weights"
_STORE = "write it as a store, such as a[index] = values"
_INTEGRAL = (
    "integrate with a fixed rule: nodes and weights of"
    " np.polynomial.legendre.leggauss, then np.sum(weights * f(nodes))"
)
_ODE = "integrate with a loop of fixed steps (Runge-Kutta), which is differentiated"
_SPLINE = (
    "use np.interp, or build the interpolation matrix for constant nodes once and"
    " multiply by it"
)
_OPTIMUM = (
    "differentiate the optimality condition instead: solve the linear system of the"
    " implicit function theorem at the solution"
)

_NAN = "select what is not nan first: x[~np.isnan(x)]"
_JOIN = "write np.concatenate, np.stack, np.hstack or np.vstack"

_ADVICE = {
    _COMPLEX: """
        np.angle np.sort_complex np.roots np.real_if_close
        np.fft.fft np.fft.ifft np.fft.fft2 np.fft.ifft2 np.fft.fftn np.fft.ifftn
        np.fft.rfft np.fft.irfft np.fft.rfft2 np.fft.irfft2 np.fft.rfftn np.fft.irfftn
        np.fft.hfft np.fft.ihfft scipy.special.wofz scipy.special.lambertw
        scipy.special.hankel1 scipy.special.hankel2 scipy.special.sph_harm
    """,
    _NONSYMMETRIC: """
        np.linalg.eig np.linalg.eigvals scipy.linalg.eig scipy.linalg.eigvals
        scipy.linalg.schur
    """,
    _LOOP: """
        np.apply_along_axis np.apply_over_axes np.fromfunction np.fromiter
        np.frompyfunc np.vectorize vectorize np.nditer np.ndenumerate
    """,
    _UNIQUE: """
        np.unique np.union1d np.intersect1d np.setdiff1d np.setxor1d np.trim_zeros
        np.unique_values np.unique_all np.unique_counts np.unique_inverse
    """,
    _COUNTS: "np.histogram np.histogram2d np.histogramdd np.histogram_bin_edges",
    _STORE: """
        np.copyto np.put np.place np.putmask np.put_along_axis np.fill_diagonal
    """,
    _INTEGRAL: """
        scipy.integrate.quad scipy.integrate.dblquad scipy.integrate.tplquad
        scipy.integrate.nquad scipy.integrate.quad_vec
    """,
    _ODE: "scipy.integrate.odeint scipy.integrate.solve_ivp scipy.integrate.solve_bvp",
    _SPLINE: """
        scipy.interpolate.interp1d scipy.interpolate.CubicSpline
        scipy.interpolate.make_interp_spline scipy.interpolate.splrep
        scipy.interpolate.splev scipy.interpolate.griddata
        scipy.interpolate.RegularGridInterpolator scipy.interpolate.PchipInterpolator
        scipy.interpolate.UnivariateSpline scipy.interpolate.RBFInterpolator
    """,
    _OPTIMUM: """
        scipy.optimize.minimize scipy.optimize.minimize_scalar scipy.optimize.root
        scipy.optimize.root_scalar scipy.optimize.brentq scipy.optimize.newton
        scipy.optimize.fsolve scipy.optimize.least_squares scipy.optimize.curve_fit
    """,
    _NAN: "np.nanmedian np.nanpercentile np.nanquantile np.nancumprod",
    _JOIN: "np.block np.bmat",
    "write s = np.linalg.svd(a, compute_uv=False), then s[0] / s[-1]": """
        np.linalg.cond
    """,
    "write s = np.linalg.svd(a, compute_uv=False) and what is wanted of it": """
        np.linalg.svdvals np.linalg.matrix_norm
    """,
    "write np.linalg.norm": "np.linalg.vector_norm",
    "write a @ b @ c": "np.linalg.multi_dot",
    "write c = np.cov(x), s = np.sqrt(np.diag(c)), then c / np.outer(s, s)": """
        np.corrcoef
    """,
    "write start + step * np.arange(n)": "np.arange",
    "write 10.0 ** np.linspace(start, stop, n)": "np.logspace",
    "write np.exp(np.linspace(np.log(start), np.log(stop), n))": "np.geomspace",
    "take the items by a permutation: x[rng.permutation(len(x))]": """
        np.random.shuffle np.random.permutation
    """,
    "write np.where, or give conditions and functions in lists": "np.piecewise",
    "write scipy.special.i0": "np.i0",
    "write np.sum of slices": "np.add.reduceat",
    "write np.broadcast_to for each array": "np.broadcast_arrays",
    "write np.sort(np.array(items))": "sorted",
    "solve the linear system: np.linalg.lstsq(np.vander(x, deg + 1), y)[0]": """
        np.polyfit
    """,
    "write x * 2.0**-exponent with a constant exponent": "np.frexp math.frexp",
}


def named() -> list[str]:
    """The functions that have an advice."""
    return [name for names in _ADVICE.values() for name in names.split()]


def advice_of(name: str) -> str:
    """What to write instead of the function of that public name; "" if not known.

    >>> advice_of("np.linalg.eigvals").partition(";")[0]
    'the eigenvalues of a matrix that is not symmetric are complex'
    """
    for advice, names in _ADVICE.items():
        if name in names.split():
            return advice
    return ""
