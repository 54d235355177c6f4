"""Subscripts of ``np.einsum``, rewritten when a recipe is inlined."""

from __future__ import annotations

from autograd_src.recipes.notation import constant


def terms(subscripts: str) -> tuple[list[str], str] | None:
    """Split subscripts into those of the operands and those of the result.

    An ellipsis is one point; one that is not where it could be is not understood.

    >>> terms("ij,jk"), terms("ii -> i"), terms("...i,i")
    ((['ij', 'jk'], 'ik'), (['ii'], 'i'), (['.i', 'i'], '.'))
    """
    text = subscripts.replace(" ", "").replace("...", ".")
    left, arrow, right = text.partition("->")
    if not arrow:
        # NumPy's implicit result: letters that occur once, in alphabetical order.
        letters = sorted(set(left) - {",", "."})
        right = "".join(letter for letter in letters if left.count(letter) == 1)
        right = "." + right if "." in left else right
    found = left.split(",")
    if any("." in term[1:] for term in (*found, right)):
        return None
    return found, right


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
def repeating(subscripts: str, position: int) -> bool:
    """Whether one letter stands twice in that operand, as for a diagonal.

    >>> repeating("ii->i", 0), repeating("ij", 0), repeating("iijj", 0)
    (True, False, False)
    """
    split = terms(subscripts)
    if split is None or position >= len(split[0]):
        return False
    own = split[0][position]
    return len(set(own)) == len(own) - 1 and "." not in own


@constant
def transposed(subscripts: str, position: int) -> str:
    """Exchange an operand with the result.

    >>> transposed("ij,jk->ik", 1), transposed("i,i->", 0), transposed("...i,i", 1)
    ('ij,ik->jk', ',i->i', '...i,...->...i')
    """
    return _spelled(*_exchanged(subscripts, position))


@constant
def broadcasting(subscripts: str, position: int) -> str:
    """Exchange an operand with the result, and add an operand of its own shape.

    >>> broadcasting("ij->i", 0)
    'i,ij->ij'
    """
    swapped, _ = _exchanged(subscripts, position)
    own = _terms(subscripts)[0][position]
    result = _exchanged(subscripts, position)[1]
    return _spelled([*swapped, own], result)


@constant
def spread(subscripts: str, position: int) -> str:
    """Exchange an operand that has a letter twice with the result, and add an identity
    of the two axes and an operand of its own shape.

    >>> spread("ii->i", 0)
    'i,ai,ai->ai'
    """
    operands, _ = _terms(subscripts)
    swapped, _ = _exchanged(subscripts, position)
    own = operands[position]
    letter = own[repeated_axis(subscripts, position)]
    new = min(set("abcdefghijklmnopqrstuvwxyz") - set(subscripts))
    apart = own.replace(letter, new, 1)
    result = "." + apart if any("." in term for term in swapped) else apart
    return _spelled([*swapped, new + letter, apart], result)


@constant
def repeated_axis(subscripts: str, position: int) -> int:
    """The first axis of a letter that stands twice.

    >>> repeated_axis("jii->ij", 0)
    1
    """
    own = _terms(subscripts)[0][position]
    return min(k for k, letter in enumerate(own) if own.count(letter) > 1)


def _exchanged(subscripts: str, position: int) -> tuple[list[str], str]:
    operands, result = _terms(subscripts)
    own = operands[position]
    swapped = [*operands[:position], result, *operands[position + 1 :]]
    dots = any("." in term for term in swapped) and "." not in own
    return swapped, "." + own if dots else own


def _spelled(operands: list[str], result: str) -> str:
    return f"{','.join(operands)}->{result}".replace(".", "...")


def _terms(subscripts: str) -> tuple[list[str], str]:
    split = terms(subscripts)
    if split is None:
        raise ValueError(f"the ellipsis in the subscripts {subscripts!r}: put it first")
    return split
