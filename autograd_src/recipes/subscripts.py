"""Subscripts of ``np.einsum``, rewritten when a recipe is inlined."""

from __future__ import annotations

from autograd_src.recipes.notation import constant


def terms(subscripts: str) -> tuple[list[str], str] | None:
    """Split subscripts into those of the operands and those of the result.

    >>> terms("ij,jk"), terms("ii -> i"), terms("...i")
    ((['ij', 'jk'], 'ik'), (['ii'], 'i'), None)
    """
    text = subscripts.replace(" ", "")
    if "." in text:
        return None
    left, arrow, right = text.partition("->")
    if not arrow:
        # NumPy's implicit result: letters that occur once, in alphabetical order.
        letters = sorted(set(left) - {","})
        right = "".join(letter for letter in letters if left.count(letter) == 1)
    return left.split(","), right


@constant
def reversible(subscripts: str, position: int) -> bool:
    """Whether exchanging an operand with the result transposes an einsum.

    Each of the operand's letters must come from the result or another operand.

    >>> [reversible("ij,jk->ik", 0), reversible("ij->i", 0), reversible("ii->i", 0)]
    [True, False, False]
    """
    split = terms(subscripts)
    if split is None:
        return False
    operands, result = split
    others = set(result).union(*operands[:position], *operands[position + 1 :])
    return simple(subscripts, position) and others >= set(operands[position])


@constant
def simple(subscripts: str, position: int) -> bool:
    """Whether subscripts are understood and no letter repeats in that operand."""
    split = terms(subscripts)
    if split is None or position >= len(split[0]):
        return False
    own = split[0][position]
    return len(set(own)) == len(own)


@constant
def transposed(subscripts: str, position: int) -> str:
    """Exchange an operand with the result.

    >>> transposed("ij,jk->ik", 1), transposed("i,i->", 0)
    ('ij,ik->jk', ',i->i')
    """
    operands, result = _terms(subscripts)
    swapped = [*operands[:position], result, *operands[position + 1 :]]
    return f"{','.join(swapped)}->{operands[position]}"


@constant
def broadcasting(subscripts: str, position: int) -> str:
    """Exchange an operand with the result, and add an operand of its own shape.

    >>> broadcasting("ij->i", 0)
    'i,ij->ij'
    """
    swapped, _, own = transposed(subscripts, position).partition("->")
    return f"{swapped},{own}->{own}"


def _terms(subscripts: str) -> tuple[list[str], str]:
    split = terms(subscripts)
    if split is None:
        raise ValueError(f"an ellipsis in the subscripts {subscripts!r}")
    return split
