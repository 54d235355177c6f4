"""What runs at call time: dispatch, guards, the loader, containers, dense Jacobians.

Nothing here transforms source. The generator is reached by one lazy import, in
`variants.py`, when neither this process nor the cache has what is asked for.
"""
