"""The cache of emitted modules on disk: keys, headers, files, trust, pruning.

It knows text and bytes only. What a key is made of, whether ingredients hold, and what
is done with the text of an entry, its callers know.
"""

from autograd_src.store.cache import Cache, current, exclusive
from autograd_src.store.digest import fields_digest, text_digest
from autograd_src.store.generator import generator_digest, package_version
from autograd_src.store.header import Damaged, Header, Ingredient, parse, render
from autograd_src.store.names import Key, project_name
from autograd_src.store.paths import configure, describe, settings
from autograd_src.store.project import (
    find_project,
    project_entries,
    publish_project,
)
from autograd_src.store.pruning import clear, entries, prune, stats
from autograd_src.store.user import Entry, UserCache

__all__ = [
    "Cache",
    "Damaged",
    "Entry",
    "Header",
    "Ingredient",
    "Key",
    "UserCache",
    "clear",
    "configure",
    "current",
    "describe",
    "entries",
    "exclusive",
    "fields_digest",
    "find_project",
    "generator_digest",
    "package_version",
    "parse",
    "project_entries",
    "project_name",
    "prune",
    "publish_project",
    "render",
    "settings",
    "stats",
    "text_digest",
]
