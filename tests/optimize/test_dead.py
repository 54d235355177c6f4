"""Dead code: what nothing needs disappears, what acts does not."""

from __future__ import annotations

import textwrap

from autograd_src.analyses.effects import Effects
from autograd_src.ir import Var
from autograd_src.optimize.dead import eliminate
from tests.irtext import function, text


class ByName:
    """Variables of one base share memory."""

    def may_alias(self, v: Var, w: Var) -> bool:
        return _base(v) == _base(w)

    def written(self, v: Var) -> bool:
        return True


def _base(v: Var) -> str:
    return (_base(v.of) if v.of else v.base) + v.role


def check(before: str, after: str) -> None:
    f = function(before)
    effects = Effects(ByName())
    assert text(eliminate(f, effects)) == textwrap.dedent(after).lstrip("\n")


def test_what_the_result_does_not_need_disappears():
    check(
        """
        def f(x):
            y = np.sin(x)
            z = np.cos(y)
            return x
        """,
        """
        def f(x):
            return x
        """,
    )


def test_carried_cycle_without_a_reader_outside_disappears():
    check(
        """
        def f(x, n):
            copy(e=0.0, p=1.0)
            for i in range(n):
                e__2 = e + x[i]
                p__2 = p * x[i]
                copy(e=e__2, p=p__2)
            copy(e__3=e)
            return p
        """,
        """
        def f(x, n):
            copy(p=1.0)
            for i in range(n):
                p__2 = p * x[i]
                copy(p=p__2)
            return p
        """,
    )


def test_loop_and_branch_without_purpose_disappear():
    check(
        """
        def f(x, n):
            copy(e=0.0)
            for i in range(n):
                if x[i] > 0:
                    e__2 = e + x[i]
                    copy(e__3=e__2)
                else:
                    copy(e__3=e)
                if i > 3:
                    break
                copy(e=e__3)
            return x
        """,
        """
        def f(x, n):
            return x
        """,
    )


def test_break_of_a_loop_that_stays_stays():
    check(
        """
        def f(x):
            copy(e=0.0)
            for v in x:
                d = np.sin(v)
                if v > 3:
                    break
                e__2 = e + v
                copy(e=e__2)
            return e
        """,
        """
        def f(x):
            copy(e=0.0)
            for v in x:
                if v > 3:
                    break
                e__2 = e + v
                copy(e=e__2)
            return e
        """,
    )


def test_while_stays_because_it_may_never_end():
    check(
        """
        def f(x):
            copy(k=0)
            while k < 3:
                k__2 = k + 1
                d = np.sin(k)
                copy(k=k__2)
            return x
        """,
        """
        def f(x):
            copy(k=0)
            while k < 3:
                k__2 = k + 1
                copy(k=k__2)
            return x
        """,
    )


def test_store_that_the_test_of_a_while_looks_at_again_stays():
    source = """
        def f(x, y):
            copy(k=x)
            while y[0] < 3:
                k__2 = np.sin(k)
                y[0] = y[0] + 1
                copy(k=k__2)
            return k
        """
    check(source, source)


def test_impure_code_never_dies_though_its_name_does():
    check(
        """
        def f(x, rng):
            y = rng.normal(x)
            print(x)
            if next(x):
                z = np.sin(x)
            return x
        """,
        """
        def f(x, rng):
            rng.normal(x)
            print(x)
            next(x)
            return x
        """,
    )


def test_random_numbers_are_drawn_all_the_same():
    check(
        """
        def f(x):
            y = np.random.normal(size=3)
            return x
        """,
        """
        def f(x):
            np.random.normal(size=3)
            return x
        """,
    )


def test_out_argument_is_an_effect():
    check(
        """
        def f(x, y):
            a = np.sin(x, out=y)
            b = np.sin(x, y)
            c = np.sin(x)
            return 0
        """,
        """
        def f(x, y):
            np.sin(x, out=y)
            np.sin(x, y)
            return 0
        """,
    )


RECORD = """
    def f(x, n):
        v_saved = []
        copy(s=0.0)
        for i in range(n):
            v = np.sin(x[i])
            v_saved.append(v)
            s__2 = s + x[i]
            copy(s=s__2)
        copy(a=1.0)
        for i__2 in reversed(range(n)):
            v__2 = v_saved.pop()
            a__2 = a + {used}
            copy(a=a__2)
        return s, a
    """


def test_record_that_is_read_stays_whole():
    source = RECORD.format(used="v__2")
    check(source, text(function(source)))


def test_record_that_nobody_reads_dies_whole():
    f = function(RECORD.format(used="1.0"))
    left = text(eliminate(f, Effects(ByName())))
    assert "saved" not in left
    assert "sin" not in left


def test_record_popped_in_two_places_stays_aligned():
    check(
        """
        def f(x, n):
            v_saved = []
            for i in range(n):
                v_saved.append(np.sin(x[i]))
                v_saved.append(x[i])
            copy(a=1.0)
            for i__2 in reversed(range(n)):
                v = v_saved.pop()
                v__2 = v_saved.pop()
                a__2 = a + v__2
                copy(a=a__2)
            return a
        """,
        """
        def f(x, n):
            v_saved = []
            for i in range(n):
                v_saved.append(np.sin(x[i]))
                v_saved.append(x[i])
            copy(a=1.0)
            for i__2 in reversed(range(n)):
                v_saved.pop()
                v__2 = v_saved.pop()
                a__2 = a + v__2
                copy(a=a__2)
            return a
        """,
    )


def test_loop_that_only_pops_a_record_in_use_stays():
    f = function(
        """
        def f(x, n):
            v_saved = []
            for i in range(n):
                v_saved.append(x[i])
            for i__2 in range(2):
                v = v_saved.pop()
            v__2 = v_saved.pop()
            return v__2
        """
    )
    left = text(eliminate(f, Effects(ByName())))
    assert "for i__2 in range(2):\n        v_saved.pop()\n" in left


def test_list_that_is_also_looked_at_is_not_only_a_record():
    source = """
        def f(x):
            a = []
            a.append(x)
            a.append(2 * x)
            a.pop()
            return len(a)
        """
    check(source, textwrap.dedent(source))


def test_store_that_nobody_reads_dies_with_its_buffer():
    check(
        """
        def f(x, n):
            y = np.zeros(n)
            for i in range(n):
                y[i] += np.sin(x[i])
            y[0] = 1
            return x
        """,
        """
        def f(x, n):
            return x
        """,
    )


def test_store_into_the_callers_memory_stays():
    source = """
        def f(x):
            x[0] = 1
            return 0
        """
    check(source, textwrap.dedent(source))


def test_store_after_the_last_look_dies():
    check(
        """
        def f(x):
            y = np.zeros(3)
            y[0] = x
            s = np.sum(y)
            y[1] = s
            return s
        """,
        """
        def f(x):
            y = np.zeros(3)
            y[0] = x
            s = np.sum(y)
            return s
        """,
    )


def test_store_that_the_next_iteration_looks_at_stays():
    source = """
        def f(x, n):
            y = np.zeros(n)
            copy(s=0.0)
            for i in range(n):
                s__2 = s + np.sum(y)
                y[i] = x[i]
                copy(s=s__2)
            return s
        """
    check(source, textwrap.dedent(source))


def test_store_into_what_a_lambda_reads_later_stays():
    source = """
        def f(x):
            y = np.zeros(3)
            g = lambda k: y[k]
            y[0] = x
            return g(0)
        """
    f = function(source)
    assert "y[0] = x" in text(eliminate(f, Effects(ByName())))


def test_restore_from_a_record_dies_with_the_last_look_at_the_buffer():
    check(
        """
        def f(x):
            y = np.zeros(3)
            y_saved = []
            y_saved.append(y[0])
            y[0] = x
            s = np.sum(y)
            y[0] = y_saved.pop()
            return s
        """,
        """
        def f(x):
            y = np.zeros(3)
            y[0] = x
            s = np.sum(y)
            return s
        """,
    )


def test_unread_target_of_a_parallel_copy_is_dropped():
    check(
        """
        def f(x):
            if x > 0:
                copy(a=1.0, b=2.0)
            else:
                copy(a=x, b=x)
            return b
        """,
        """
        def f(x):
            if x > 0:
                copy(b=2.0)
            else:
                copy(b=x)
            return b
        """,
    )


def test_scattered_addition_is_a_store():
    check(
        """
        def f(x, k):
            y = np.zeros(3)
            z = np.zeros(3)
            np.add.at(y, k, x)
            np.add.at(z, k, x)
            return y
        """,
        """
        def f(x, k):
            y = np.zeros(3)
            np.add.at(y, k, x)
            return y
        """,
    )


def test_nothing_is_left_to_do_the_second_time():
    f = function(RECORD.format(used="1.0"))
    effects = Effects(ByName())
    once = eliminate(f, effects)
    assert eliminate(once, effects) == once
