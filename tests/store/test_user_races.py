"""Processes that publish, load, clear and die at the same time."""

from __future__ import annotations

from .unprivileged import folder, run

RACE = """
def work(number, barrier, errors):
    try:
        for turn in range(20):
            wanted = key(of=str(turn))
            barrier.wait(30)
            cache = user_cache("root")
            found = cache.find(wanted, always)
            body = BODY + f"# {turn}\\n"
            entry = found or cache.publish(wanted, header(), body)
            assert entry.stored and entry.text.endswith(f"# {turn}\\n"), entry
            again = cache.find(wanted, always)
            assert again is not None and again.text == entry.text, again
    except BaseException:
        errors.put(traceback.format_exc())
        barrier.abort()

context = multiprocessing.get_context("fork")
warnings.simplefilter("error", RuntimeWarning)
barrier, errors = context.Barrier(16), context.SimpleQueue()
workers = [context.Process(target=work, args=(i, barrier, errors)) for i in range(16)]
for worker in workers: worker.start()
for worker in workers: worker.join()
while not errors.empty(): print(errors.get())
left = store.stats("root")
print(f"{left.entries} entries, {left.temporaries} temporaries, {left.edited} edited")
"""


def test_sixteen_processes_on_one_cold_key():
    """Each round starts at a barrier: an entry is whole for each of them, or absent."""
    with folder() as home:
        assert run(RACE, home) == ["20 entries, 0 temporaries, 0 edited"]


CLEARING = """
def work(number, until, errors):
    try:
        turns = 0
        while time.monotonic() < until:
            wanted = key(of=str(turns % 7))
            body = BODY + f"# {turns % 7}\\n"
            cache = user_cache("root")
            entry = cache.find(wanted, always) or cache.publish(wanted, header(), body)
            assert entry.text.endswith(body), entry
            turns += 1
        assert turns > 20, turns
    except BaseException:
        errors.put(traceback.format_exc())

context = multiprocessing.get_context("fork")
warnings.simplefilter("ignore", RuntimeWarning)
errors, until = context.SimpleQueue(), time.monotonic() + 1.5
workers = [context.Process(target=work, args=(i, until, errors)) for i in range(4)]
for worker in workers: worker.start()
removed = 0
while time.monotonic() < until:
    removed += store.clear("root").files
    removed += store.prune("root", max_size=1000, older_than=0.0).files
for worker in workers: worker.join()
while not errors.empty(): print(errors.get())
print(removed > 20)
"""


def test_clearing_and_pruning_while_others_load():
    with folder() as home:
        assert run(CLEARING, home) == ["True"]


KILLED = """
for turn in range(60):
    child = os.fork()
    if not child:
        cache = user_cache("root")
        for i in range(10**6):
            cache.publish(key(of=str(i % 50)), header(), BODY + f"# {i % 50}\\n" * 500)
            if i % 50 == 49: store.clear("root")
    time.sleep(0.004 + 0.0003 * turn)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    cache = user_cache("root")
    for i in range(50):
        found = cache.find(key(of=str(i)), always)
        assert found is None or found.text.endswith(f"# {i}\\n" * 500)
left = [os.path.join(p, n) for p, _, names in os.walk("root") for n in names]
for path in left: os.utime(path, (0, 0))
store.prune("root")
print(store.stats("root").temporaries)
"""


def test_writers_that_are_killed_leave_nothing_wrong():
    with folder() as home:
        assert run(KILLED, home) == ["0"]
