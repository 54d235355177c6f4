"""Every refusal of the package with a program that meets it, and the rewrite.

`entry` says what a row is and runs it, `sites` finds in the package's source where
refusals are made, `page` writes docs/refusals.md; the other modules are the rows, one
topic each, and `unmet` says which refusals none of them meets.
"""
