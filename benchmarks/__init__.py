"""How much a derivative costs, in time and in operations.

    python -m benchmarks.run             every workload
    python -m benchmarks.run mlp euler   those whose names contain a word

`workloads.py` holds the functions, `by_hand.py` the adjoints that an expert would
write line by line, `counts.py` counts operations without a clock.
"""
