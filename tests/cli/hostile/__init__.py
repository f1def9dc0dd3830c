"""Hostile cases of every command: what lies there, what is asked, and what must be answered."""

from hostile import cells, datasets, desks, files, mappings, options, pacts, requests

CASES = [
    case
    for module in (pacts, requests, files, cells, mappings, datasets, options, desks)
    for case in module.CASES
]
"""All cases; a module of this package holds those of one kind."""
