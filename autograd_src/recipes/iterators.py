"""What functions of the standard library do with items, written in Python.

They are read where they are called, like functions of the user's.  Which of them stands
for a call, with which arguments, is told by `lowering.spelled`.  Items can be indexed.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np


def reduced(function: Any, items: Any) -> Any:
    total = items[0]
    for k in range(1, len(items)):
        total = function(total, items[k])
    return total


def reduced_from(function: Any, items: Any, total: Any) -> Any:
    for item in items:
        total = function(total, item)
    return total


def summed_from(items: Any, total: Any) -> Any:
    for item in items:
        total = total + item
    return total


def summed_up(items: Any) -> Iterator[Any]:
    total = 0
    for item in items:
        total = total + item
        yield total


def accumulated(items: Any, function: Any) -> Iterator[Any]:
    total: Any
    for k in range(len(items)):
        total = items[k] if k == 0 else function(total, items[k])  # noqa: F821
        yield total


def accumulated_from(items: Any, function: Any, total: Any) -> Iterator[Any]:
    for k in range(len(items) + 1):
        if k > 0:
            total = function(total, items[k - 1])
        yield total


def pairs(items: Any) -> Iterator[Any]:
    for k in range(len(items) - 1):
        yield items[k], items[k + 1]


def combined_2(items: Any) -> Iterator[Any]:
    for i in range(len(items)):
        for j in range(i + 1, len(items)):
            yield items[i], items[j]


def combined_3(items: Any) -> Iterator[Any]:
    for i in range(len(items)):
        for j in range(i + 1, len(items)):
            for k in range(j + 1, len(items)):
                yield items[i], items[j], items[k]


def repeated_2(items: Any) -> Iterator[Any]:
    for i in range(len(items)):
        for j in range(i, len(items)):
            yield items[i], items[j]


def permuted_2(items: Any) -> Iterator[Any]:
    for i in range(len(items)):
        for j in range(len(items)):
            if j != i:
                yield items[i], items[j]


def permuted_3(items: Any) -> Iterator[Any]:
    for i in range(len(items)):
        for j in range(len(items)):
            if j != i:
                for k in range(len(items)):
                    if k != i and k != j:
                        yield items[i], items[j], items[k]


def combined_2_in_range(start: int, stop: int) -> Iterator[Any]:
    for i in range(start, stop):
        for j in range(i + 1, stop):
            yield i, j


def combined_3_in_range(start: int, stop: int) -> Iterator[Any]:
    for i in range(start, stop):
        for j in range(i + 1, stop):
            for k in range(j + 1, stop):
                yield i, j, k


def repeated_2_in_range(start: int, stop: int) -> Iterator[Any]:
    for i in range(start, stop):
        for j in range(i, stop):
            yield i, j


def permuted_2_in_range(start: int, stop: int) -> Iterator[Any]:
    for i in range(start, stop):
        for j in range(start, stop):
            if j != i:
                yield i, j


def permuted_3_in_range(start: int, stop: int) -> Iterator[Any]:
    for i in range(start, stop):
        for j in range(start, stop):
            if j != i:
                for k in range(start, stop):
                    if k != i and k != j:
                        yield i, j, k


def product_1(a: Any) -> Iterator[Any]:
    for i in a:
        yield (i,)


def product_2(a: Any, b: Any) -> Iterator[Any]:
    for i in a:
        for j in b:
            yield i, j


def product_3(a: Any, b: Any, c: Any) -> Iterator[Any]:
    for i in a:
        for j in b:
            for k in c:
                yield i, j, k


def product_4(a: Any, b: Any, c: Any, d: Any) -> Iterator[Any]:
    for i in a:
        for j in b:
            for k in c:
                for m in d:
                    yield i, j, k, m


def chained_1(a: Any) -> Iterator[Any]:
    yield from a


def chained_2(a: Any, b: Any) -> Iterator[Any]:
    yield from a
    yield from b


def chained_3(a: Any, b: Any, c: Any) -> Iterator[Any]:
    yield from a
    yield from b
    yield from c


def chained_items(rows: Any) -> Iterator[Any]:
    for row in rows:
        yield from row


def copies(value: Any, count: int) -> Iterator[Any]:
    for _ in range(count):
        yield value


def copies_for_ever(value: Any) -> Iterator[Any]:
    while True:
        yield value


def numbers(start: Any, step: Any) -> Iterator[Any]:
    while True:
        yield start
        start = start + step


def cycled(items: Any) -> Iterator[Any]:
    while True:
        yield from items


def first(items: Any, count: int) -> Iterator[Any]:
    if count > 0:
        seen = 0
        for item in items:
            yield item
            seen = seen + 1
            if seen >= count:
                break


def while_true(test: Any, items: Any) -> Iterator[Any]:
    for item in items:
        if not test(item):
            break
        yield item


def from_false(test: Any, items: Any) -> Iterator[Any]:
    begun = False
    for item in items:
        if not begun:
            begun = not test(item)
        if begun:
            yield item


def where_false(test: Any, items: Any) -> Iterator[Any]:
    for item in items:
        if not test(item):
            yield item


def selected(items: Any, selectors: Any) -> Iterator[Any]:
    for item, chosen in zip(items, selectors):
        if chosen:
            yield item


def longest_2(a: Any, b: Any, fill: Any) -> Iterator[Any]:
    for k in range(max(len(a), len(b))):
        yield a[k] if k < len(a) else fill, b[k] if k < len(b) else fill


def applied(function: Any, rows: Any) -> Iterator[Any]:
    for row in rows:
        yield function(*row)


def graded(f: Any, x: Any) -> Any:
    steps = np.diff(x)
    slopes = np.diff(f) / steps
    share = steps[1:] / (steps[1:] + steps[:-1])
    inner = share * slopes[:-1] + (1 - share) * slopes[1:]
    return np.concatenate([slopes[:1], inner, slopes[-1:]])


def piece(y: Any, x: Any, condition: Any, function: Any) -> Any:
    y[condition] = function(x[condition])
    return y


def filled(y: Any, condition: Any, value: Any) -> Any:
    y[condition] = value
    return y


def of_rows(function: Any, rows: Any) -> Any:
    return np.array([function(row) for row in rows])


def of_columns(function: Any, a: Any) -> Any:
    return np.moveaxis(np.array([function(column) for column in a.T]), 0, -1)


def over_row(function: Any, x: Any) -> Any:
    return np.array([function(v) for v in x])


def over_row_1(function: Any, x: Any, p: Any) -> Any:
    return np.array([function(v, p) for v in x])


def over_row_2(function: Any, x: Any, p: Any, q: Any) -> Any:
    return np.array([function(v, p, q) for v in x])


def over_all(function: Any, x: Any) -> Any:
    return np.reshape(np.array([function(v) for v in np.ravel(x)]), np.shape(x))


def over_all_1(function: Any, x: Any, p: Any) -> Any:
    return np.reshape(np.array([function(v, p) for v in np.ravel(x)]), np.shape(x))


def over_both(function: Any, a: Any, b: Any) -> Any:
    found = []
    for v, w in zip(np.ravel(a), np.ravel(b)):
        found.append(function(v, w))
    return np.reshape(np.array(found), np.shape(a))


def listed(items: Any) -> Any:
    return [item for item in items]  # noqa: C416 (a loop is read)


def ordered(items: Any) -> Any:
    return [item for item in np.sort(np.array(items))]  # noqa: C416 (a loop is read)


def ordered_down(items: Any) -> Any:
    return [item for item in np.sort(np.array(items))[::-1]]  # noqa: C416


def ordered_by(items: Any, key: Any) -> Any:
    keys = np.array([key(item) for item in items])
    return [items[int(k)] for k in np.argsort(keys, kind="stable")]


def ordered_down_by(items: Any, key: Any) -> Any:
    keys = np.array([key(item) for item in items])
    return [items[int(k)] for k in np.argsort(-keys, kind="stable")]


def ordered_in_range(start: int, stop: int, key: Any) -> Any:
    keys = np.array([key(k) for k in range(start, stop)])
    return [start + int(k) for k in np.argsort(keys, kind="stable")]


def ordered_down_in_range(start: int, stop: int, key: Any) -> Any:
    keys = np.array([key(k) for k in range(start, stop)])
    return [start + int(k) for k in np.argsort(-keys, kind="stable")]


def largest_by(items: Any, key: Any) -> Any:
    best = items[0]
    for k in range(1, len(items)):
        if key(items[k]) > key(best):
            best = items[k]
    return best


def smallest_by(items: Any, key: Any) -> Any:
    best = items[0]
    for k in range(1, len(items)):
        if key(items[k]) < key(best):
            best = items[k]
    return best


def largest_in_range(start: int, stop: int, key: Any) -> Any:
    best = start
    for k in range(start + 1, stop):
        if key(k) > key(best):
            best = k
    return best


def smallest_in_range(start: int, stop: int, key: Any) -> Any:
    best = start
    for k in range(start + 1, stop):
        if key(k) < key(best):
            best = k
    return best


def largest(items: Any) -> Any:
    best = items[0]
    for k in range(1, len(items)):
        if items[k] > best:
            best = items[k]
    return best


def smallest(items: Any) -> Any:
    best = items[0]
    for k in range(1, len(items)):
        if items[k] < best:
            best = items[k]
    return best
