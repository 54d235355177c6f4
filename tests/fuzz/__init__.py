"""Random programs over the supported language, differentiated and held to oracles.

`scope` knows names and types, `expressions`, `statements`, `loops` and `functions`
write, `grammar` puts a program together, `counting` says which constructs it holds,
`oracle` judges it, `shrink` makes a failure small, `campaign` runs many and demands
that they are worth running. `python -m tests.fuzz --minutes 60 --seed 1` runs it.
"""
