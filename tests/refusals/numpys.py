"""Calls of NumPy and SciPy that a recipe covers in part."""

from __future__ import annotations

from tests.refusals.entry import Refusal, Topic, formula

A = "np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]])"
ROWS = "items = []\nfor a in x:\n    items.append(a * x)"
UNKNOWN = "m = np.outer(x, x) if x[0] > 0.0 else x"


def one_matrix(name: str, call: str, says: str) -> Refusal:
    """A function of one matrix, given two."""
    before, after = (call.format(m) for m in ("np.stack([x, 2.0 * x])", "x"))
    return formula(f"`{name}`", f"np.sum({before})", says, f"np.sum({after})", A)


TOPIC = Topic(
    "Calls of NumPy and SciPy",
    """
Options and kinds of arguments that the derivative of a function doesn't cover.
""",
    (
        one_matrix(
            "np.linalg.eigh",
            "np.linalg.eigh({})[0]",
            ("np.linalg.eigh is differentiated for one matrix: write a loop"),
        ),
        formula(
            "`np.linalg.eigh` of the upper triangle",
            "np.sum(np.linalg.eigh(x, 'U')[0] ** 2)",
            ("leave UPLO out and give the transpose"),
            "np.sum(np.linalg.eigh(x.T)[0] ** 2)",
            args=A,
        ),
        one_matrix(
            "np.linalg.eigvalsh",
            "np.linalg.eigvalsh({})",
            ("np.linalg.eigvalsh is differentiated for one matrix: write a loop"),
        ),
        formula(
            "`np.linalg.eigvalsh` of the upper triangle",
            "np.sum(np.linalg.eigvalsh(x, 'U') ** 2)",
            ("leave UPLO out and give the transpose"),
            "np.sum(np.linalg.eigvalsh(x.T) ** 2)",
            args=A,
        ),
        one_matrix(
            "np.linalg.svd",
            "np.linalg.svd({}, compute_uv=False)",
            ("np.linalg.svd is differentiated for one matrix: write a loop"),
        ),
        one_matrix(
            "np.linalg.qr",
            "np.linalg.qr({})[1]",
            ("np.linalg.qr is differentiated for one matrix, mode='reduced'"),
        ),
        one_matrix(
            "np.linalg.pinv",
            "np.linalg.pinv({})",
            ("np.linalg.pinv is differentiated for one matrix: write a loop"),
        ),
        one_matrix(
            "np.linalg.matrix_power",
            "np.linalg.matrix_power({}, 2)",
            ("np.linalg.matrix_power is differentiated for one matrix: write a loop"),
        ),
        formula(
            "`np.linalg.matrix_power` of a large power",
            "np.sum(np.linalg.matrix_power(x, 40))",
            ("write a loop of products for a large or negative power"),
            "np.sum(y)",
            args=A,
            setup="y = np.eye(3)\nfor _ in range(40):\n    y = y @ x",
        ),
        one_matrix(
            "np.linalg.cholesky",
            "np.linalg.cholesky({})",
            ("np.linalg.cholesky is differentiated for one matrix: write a loop"),
        ),
        one_matrix(
            "scipy.linalg.expm",
            "scipy.linalg.expm({})",
            ("scipy.linalg.expm is differentiated for one matrix: write a loop"),
        ),
        one_matrix(
            "scipy.linalg.cholesky",
            "scipy.linalg.cholesky({})",
            ("scipy.linalg.cholesky is differentiated for one matrix: write a loop"),
        ),
        formula(
            "`np.linalg.norm` of order 2 of a matrix",
            "np.linalg.norm(x, 2)",
            (
                "of matrix norms only 'fro' is differentiated; that of order 2 is "
                "np.max(np.linalg.svd(x, compute_uv=False)), 'nuc' is their sum"
            ),
            "np.max(np.linalg.svd(x, compute_uv=False))",
            args=A,
        ),
        formula(
            "`np.linalg.norm` of order 0",
            "np.linalg.norm(x, 0) * x[0]",
            ("an option decides the derivative here: write it as a literal"),
            "len(x) * x[0]",
        ),
        formula(
            "`np.trace` of more axes",
            "np.sum(np.trace(np.stack([x, x])))",
            ("np.trace is differentiated for matrices"),
            "np.trace(x) * 2.0",
            args=A,
        ),
        formula(
            "`np.kron` of a vector and a matrix",
            "np.sum(np.kron(x, np.outer(x, x)))",
            ("np.kron is differentiated for two vectors or two matrices"),
            "np.sum(np.kron(x[None], np.outer(x, x)))",
        ),
        formula(
            "`np.einsum` with an index three times",
            "np.sum(np.einsum('iii->i', np.multiply.outer(np.outer(x, x), x)))",
            (
                "np.einsum is differentiated for literal subscripts, an ellipsis first "
                "and one index twice at most: use @, np.diag or np.trace"
            ),
            "np.sum(x**3)",
        ),
        formula(
            "`np.sum` of integers",
            "np.sum(x, dtype=int) * x[0]",
            ("a sum of integers has no derivative: leave dtype out"),
            "np.sum(x) * x[0]",
        ),
        formula(
            "`np.argsort` along no axis",
            "np.sum(np.take_along_axis(np.outer(x, x), np.array([0, 1]), None))",
            ("ravel the array first and give axis=0"),
            "np.sum(np.take_along_axis(np.ravel(np.outer(x, x)), np.array([0, 1]), 0))",
        ),
        formula(
            "`np.sort` along no axis",
            "np.sum(np.sort(np.outer(x, x), axis=None)[:2])",
            ("write np.sort(np.ravel(a))"),
            "np.sum(np.sort(np.ravel(np.outer(x, x)))[:2])",
        ),
        formula(
            "`np.partition` along no axis",
            "np.sum(np.partition(np.outer(x, x), 1, axis=None)[:2])",
            ("write np.partition(np.ravel(a), kth)"),
            "np.sum(np.partition(np.ravel(np.outer(x, x)), 1)[:2])",
        ),
        formula(
            "`np.pad` by means",
            "np.sum(np.pad(x, 1, mode='mean') ** 2)",
            ("pad by constants, or in mode edge, reflect, symmetric or wrap"),
            "np.sum(np.pad(x, 1, mode='edge') ** 2)",
        ),
        formula(
            "`np.array` of integers",
            "np.sum(np.array(x, dtype=int) * x)",
            ("a cast to integers has no derivative: keep the values floating"),
            "np.sum(np.array(x, dtype=float) * x)",
        ),
        formula(
            "`np.asarray` of integers",
            "np.sum(np.asarray(x, dtype=int) * x)",
            ("a cast to integers has no derivative: keep the values floating"),
            "np.sum(np.asarray(x, dtype=float) * x)",
        ),
        formula(
            "`astype` of integers",
            "np.sum(x.astype(int) * x)",
            (
                "the method 'astype' of this object can't be followed: a cast to "
                "integers "
                "has no derivative; keep the values floating"
            ),
            "np.sum(x.astype(float) * x)",
        ),
        formula(
            "`np.full_like` of integers",
            "np.sum(np.full_like(x, x[0], dtype=int) * x)",
            (
                "the derivative of np.full_like with the keyword 'dtype' is not known; "
                "leave it out or write the formula out"
            ),
            "np.sum(np.full_like(x, x[0]) * x)",
        ),
        formula(
            "`np.linspace` between vectors",
            "np.sum(np.linspace(x, 2.0 * x**2, 3))",
            ("write start + (stop - start) * np.linspace(0, 1, num)[:, np.newaxis]"),
            "np.sum(x + (2.0 * x**2 - x) * np.linspace(0, 1, 3)[:, np.newaxis])",
        ),
        formula(
            "`np.ravel` in the order of memory",
            "np.ravel(np.outer(x, x), order='K')[1]",
            ("give the order of the elements: order='C' or 'F'"),
            "np.ravel(np.outer(x, x), order='C')[1]",
        ),
        formula(
            "`np.reshape` in the order of memory",
            "np.reshape(np.outer(x, x), 9, order='A')[1]",
            ("give the order of the elements: order='C' or 'F'"),
            "np.reshape(np.outer(x, x), 9, order='C')[1]",
        ),
        formula(
            "`np.median` over two axes",
            "np.sum(np.median(np.multiply.outer(np.outer(x, x), x), axis=(0, 1)))",
            ("reshape the array so that the median is over one axis"),
            "np.sum(np.median(np.reshape(np.multiply.outer(np.outer(x, x), x), "
            "(9, 3)), axis=0))",
        ),
        formula(
            "`np.quantile` over two axes",
            "np.sum(np.quantile(np.multiply.outer(np.outer(x, x), x), 0.3, (0, 1)))",
            ("reshape the array so that the quantile is over one axis"),
            "np.sum(np.quantile(np.reshape(np.multiply.outer(np.outer(x, x), x), "
            "(9, 3)), 0.3, 0))",
        ),
        formula(
            "`np.percentile` over two axes",
            "np.sum(np.percentile(np.multiply.outer(np.outer(x, x), x), 30, (0, 1)))",
            ("reshape the array so that the percentile is over one axis"),
            "np.sum(np.percentile(np.reshape(np.multiply.outer(np.outer(x, x), x), "
            "(9, 3)), 30, 0))",
        ),
        formula(
            "`np.cov` of two vectors",
            "np.cov(x, x**2)[0, 1]",
            ("write np.cov(np.stack([x, y]))"),
            "np.cov(np.stack([x, x**2]))[0, 1]",
        ),
        formula(
            "`np.cov` of a vector",
            "np.cov(x) ** 2",
            ("of a vector write np.var(x, ddof=1), else give a matrix"),
            "np.var(x, ddof=1) ** 2",
        ),
        formula(
            "`np.average` along several axes",
            "np.average(np.outer(x, x), axis=(0, 1), weights=np.outer(x, x))",
            ("write np.sum(weights * a, axis) / np.sum(weights, axis)"),
            "np.sum(np.outer(x, x) ** 2) / np.sum(np.outer(x, x))",
        ),
        formula(
            "`np.correlate` in mode full",
            "np.sum(np.correlate(x, x**2, 'same') ** 2)",
            ('write np.convolve(a, v[::-1], "same")'),
            "np.sum(np.convolve(x, (x**2)[::-1], 'same') ** 2)",
        ),
        formula(
            "`scipy.linalg.solve_triangular` in another way",
            "np.sum(scipy.linalg.solve_triangular(x, np.ones(3), trans='C'))",
            ("give trans as 0 or 1"),
            "np.sum(scipy.linalg.solve_triangular(x, np.ones(3), trans=1))",
            args=A,
        ),
        formula(
            "`scipy.special.logsumexp` with weights",
            "scipy.special.logsumexp(x, b=x**2)",
            ("write scipy.special.logsumexp(a + np.log(b))"),
            "scipy.special.logsumexp(x + np.log(x**2))",
        ),
        formula(
            "`np.meshgrid` of matrices",
            "np.sum(np.meshgrid(np.outer(x, x), x)[0])",
            ("give vectors"),
            "np.sum(np.meshgrid(np.ravel(np.outer(x, x)), x)[0])",
        ),
        formula(
            "`np.dsplit` by a variable",
            "np.sum(np.split(x, np.array([n, 2]))[0] ** 2)",
            ("write the number of parts, or a list of their ends"),
            "np.sum(np.split(x, [1, 2])[0] ** 2)",
            setup="n = int(x[0] > 0.0)",
        ),
        formula(
            "`np.choose` of an array",
            "np.sum(np.choose(np.array([0, 1, 0]), np.outer(x, x)))",
            ("write np.take_along_axis, or the choices as a list"),
            "np.sum(np.choose(np.array([0, 1, 0]), [x[0] * x, x[1] * x, x[2] * x]))",
        ),
        formula(
            "`np.select` of arrays",
            "np.sum(np.select(np.outer(x, x) > 1.0, np.outer(x, x)))",
            ("write the conditions and choices as lists"),
            "np.sum(np.select([x > 1.0, x > 0.0], [x**2, x]))",
        ),
        formula(
            "An axis that the run decides",
            "np.sum(np.cumsum(np.outer(x, x), n) * x)",
            ("an option decides the derivative here: write it as a literal"),
            "np.sum(np.cumsum(np.outer(x, x), 1) * x)",
            setup="n = int(x[0] > 0.0)",
        ),
        formula(
            "`np.diff` of unknown rank",
            "np.sum(np.diff(m) ** 2)",
            ("np.diff is differentiated for arrays of known rank"),
            "np.sum(np.diff(np.outer(x, x)) ** 2)",
            setup=UNKNOWN,
        ),
        formula(
            "`np.diag` of unknown rank",
            "np.sum(np.diag(m) ** 2)",
            ("np.diag needs to know whether its argument is a vector or a matrix"),
            "np.sum(np.diag(np.outer(x, x)) ** 2)",
            setup=UNKNOWN,
        ),
        formula(
            "`np.hsplit` of unknown rank",
            "np.sum(np.hsplit(m, [1])[0] ** 2)",
            ("write np.split with an axis for an array of unknown rank"),
            "np.sum(np.hsplit(np.outer(x, x), [1])[0] ** 2)",
            setup=UNKNOWN,
        ),
        formula(
            "`np.hstack` of unknown rank",
            "np.sum(np.hstack([m, m]) ** 2)",
            ("write np.concatenate for arrays of unknown rank"),
            "np.sum(np.concatenate([m, m], axis=-1) ** 2)",
            setup=UNKNOWN,
        ),
        formula(
            "`np.vstack` of unknown rank",
            "np.sum(np.vstack([m, m]) ** 2)",
            ("write np.concatenate for arrays of unknown rank"),
            "np.sum(np.concatenate([m, m], axis=0) ** 2)",
            setup=UNKNOWN,
        ),
        formula(
            "`np.column_stack` of unknown rank",
            "np.sum(np.column_stack([m, m]) ** 2)",
            ("write np.concatenate for arrays of unknown rank"),
            "np.sum(np.concatenate([m, m], axis=-1) ** 2)",
            setup=UNKNOWN,
        ),
        formula(
            "`np.dstack` of unknown rank",
            "np.sum(np.dstack([m, m]) ** 2)",
            ("write np.stack or np.concatenate for arrays of unknown rank"),
            "np.sum(np.stack([m, m], axis=-1) ** 2)",
            setup=UNKNOWN,
        ),
        formula(
            "`np.inner` of unknown rank",
            "np.sum(np.inner(m, m))",
            ("write a @ b.T or np.dot for arrays of known rank"),
            "np.sum(np.outer(x, x) @ np.outer(x, x).T)",
            setup=UNKNOWN,
        ),
        formula(
            "`np.linalg.solve` of unknown rank",
            "np.sum(np.linalg.solve(np.eye(3) + np.outer(x, x), m))",
            ("np.linalg.solve needs to know whether it has vectors or matrices"),
            "np.sum(np.linalg.solve(np.eye(3) + np.outer(x, x), np.outer(x, x)))",
            setup=UNKNOWN,
        ),
        formula(
            "`np.linalg.lstsq` of unknown rank",
            "np.sum(np.linalg.lstsq(np.eye(3) + np.outer(x, x), m, rcond=None)[0])",
            ("np.linalg.lstsq needs to know whether it has a vector or a matrix"),
            "np.sum(np.linalg.lstsq(np.eye(3) + np.outer(x, x), x, rcond=None)[0])",
            setup=UNKNOWN,
        ),
        formula(
            "`np.hsplit` by numbers that the run decides",
            "np.sum(np.hsplit(np.outer(x, x), n)[0] ** 2)",
            ("write the number of parts, or a list of their ends"),
            "np.sum(np.hsplit(np.outer(x, x), 3)[0] ** 2)",
            setup="n = len(x[x > 0.0])",
        ),
        formula(
            "`np.vsplit` by numbers that the run decides",
            "np.sum(np.vsplit(np.outer(x, x), n)[0] ** 2)",
            ("write the number of parts, or a list of their ends"),
            "np.sum(np.vsplit(np.outer(x, x), 3)[0] ** 2)",
            setup="n = len(x[x > 0.0])",
        ),
        formula(
            "`np.dsplit` by numbers that the run decides",
            "np.sum(np.dsplit(np.multiply.outer(np.outer(x, x), x), n)[0] ** 2)",
            ("write the number of parts, or a list of their ends"),
            "np.sum(np.dsplit(np.multiply.outer(np.outer(x, x), x), 3)[0] ** 2)",
            setup="n = len(x[x > 0.0])",
        ),
        formula(
            "`np.roll` by shifts that the run decides",
            "np.sum(np.roll(np.outer(x, x), shifts, (0, 1)) * x)",
            ("np.roll is differentiated for one shift, or literal shifts"),
            "np.sum(np.roll(np.outer(x, x), (1, 1), (0, 1)) * x)",
            setup="n = len(x[x > 1.9])\nshifts = np.array([n, n])",
        ),
        formula(
            "`np.solve_triangular` of several",
            "np.sum(scipy.linalg.solve_triangular(np.stack([x, x]), np.ones((2, 3))))",
            (
                "scipy.linalg.solve_triangular is differentiated for one matrix: "
                "write a "
                "loop"
            ),
            "np.sum(scipy.linalg.solve_triangular(x, np.ones(3)))",
            args=A,
        ),
        Refusal(
            "The order of a Bessel function",
            """
            from scipy import special


            def f(x):
                return np.sum(special.jv(x, 2.0))
            """,
            "return",
            "Bessel functions are not differentiated in the order",
            """
            from scipy import special


            def f(x):
                return np.sum(special.jv(2, x))
            """,
        ),
        Refusal(
            "The order of a Bessel function, in forward mode",
            """
            from scipy import special


            def f(x):
                return np.sum(special.jv(x, 2.0))
            """,
            "return",
            "Bessel functions are not differentiated in the order",
            """
            from scipy import special


            def f(x):
                return np.sum(special.jv(2, x))
            """,
            call="f.jvp(x, x)",
            mode="jvp",
        ),
        Refusal(
            "`np.sort` along no axis, in forward mode",
            """
            def f(x):
                return np.sum(np.sort(np.outer(x, x), axis=None)[:2])
            """,
            "return",
            "write np.sort(np.ravel(a))",
            """
            def f(x):
                return np.sum(np.sort(np.ravel(np.outer(x, x)))[:2])
            """,
            call="f.jvp(x, x)",
            mode="jvp",
        ),
        Refusal(
            "A list in place of an array, in forward mode",
            """
            from scipy import stats


            def f(x):
                return np.sum(stats.norm.logpdf([x[0], x[1]], 0.0, [x[2], 1.0]))
            """,
            "return",
            "a list or tuple of differentiated values isn't followed here: make an "
            "array of it (`np.array(items)`)",
            """
            from scipy import stats


            def f(x):
                scales = np.array([x[2], 1.0])
                return np.sum(stats.norm.logpdf(x[:2], 0.0, scales))
            """,
            call="f.jvp(x, x)",
            mode="jvp",
        ),
        Refusal(
            "`np.insert` at places that the run decides",
            """
            def f(x):
                k = len(x[x > 1.0])
                return np.sum(np.insert(x, [1, k], x[:2]) * np.arange(5.0))
            """,
            "return",
            "write np.concatenate of the parts before and behind",
            """
            def f(x):
                k = len(x[x > 1.0])
                return np.sum(np.concatenate([x[:k], x[:1], x[k:]]) * np.arange(4.0))
            """,
        ),
        Refusal(
            "Coefficients as a matrix",
            """
            def f(x):
                return np.sum(np.polynomial.polynomial.polyval(2.0, np.outer(x, x)))
            """,
            "return",
            "give the coefficients as one vector",
            """
            def f(x):
                return np.polynomial.polynomial.polyval(2.0, x)
            """,
        ),
        Refusal(
            "`np.hstack` of what may be a number",
            """
            def f(x):
                total = x[0] if x[0] > 0.0 else x
                return np.sum(np.hstack(total))
            """,
            "return",
            "write np.concatenate with an axis for a list of unknown length",
            """
            def f(x):
                return np.sum(np.hstack([x, x]))
            """,
        ),
    ),
)
