"""Live objects described: abstract values, proved source, identity, what was consulted.

Nothing here transforms code, and nothing here imports a parser: a warm start runs
through this package, so it costs next to nothing to import.
"""
