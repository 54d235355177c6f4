"""The library's recipes: importing this module loads every topic file, in this order.

A topic may build on those before it. The import lock makes the first look-up safe in
several threads.
"""

# ruff: noqa: F401, I001  (imported for their effect, in an order with a meaning)

from autograd_src.recipes import operators
from autograd_src.recipes import builtin
from autograd_src.recipes import math_
from autograd_src.recipes import numpy_elementwise
from autograd_src.recipes import numpy_reductions
from autograd_src.recipes import numpy_linear
from autograd_src.recipes import numpy_shape
from autograd_src.recipes import numpy_statistics
from autograd_src.recipes import numpy_select
from autograd_src.recipes import numpy_apart
from autograd_src.recipes import numpy_calculus
from autograd_src.recipes import ufunc_methods
from autograd_src.recipes import numpy_linalg
from autograd_src.recipes import linalg_factors
from autograd_src.recipes import helpers

complete = True
