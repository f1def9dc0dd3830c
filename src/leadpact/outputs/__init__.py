"""The one way to write an output folder, and to know whether one is complete. Nothing about leads.

An output is a folder that a command writes: a data set, a scorecard with its decisions, merges. It
is made in a folder beside its place and put there whole; its manifest names every file in it.
"""

from leadpact.outputs.durable import write_atomically
from leadpact.outputs.manifest import (
    MANIFEST,
    Manifest,
    UnableToReadOutput,
    UnableToWriteOutput,
    read_manifest,
    require_complete,
)
from leadpact.outputs.places import is_ours
from leadpact.outputs.write import Output, open_output, revise_output

__all__ = [
    "MANIFEST",
    "Manifest",
    "Output",
    "UnableToReadOutput",
    "UnableToWriteOutput",
    "is_ours",
    "open_output",
    "read_manifest",
    "require_complete",
    "revise_output",
    "write_atomically",
]
