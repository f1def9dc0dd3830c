"""One file that is replaced whole or not at all: for what is kept outside of an output."""

import os
from pathlib import Path

from leadpact.outputs.durable import rename, sync_folder, write_synced


def write_atomically(path: Path, text: str) -> None:
    """Replace a text file, so that a crash leaves the old or the new content."""
    part = path.with_name(f".{path.name}.leadpact-{os.getpid()}")
    try:
        write_synced(part, text)
        rename(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
