"""Other revisions of the project, to compare with: the files of one, laid out in a folder."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from child import HERE

ROOT = HERE.parent
BASE = "2f94379"
"""The commit that size and speed are compared with, when nothing else is asked for."""


@contextmanager
def checked_out(revision: str, *folders: str) -> Iterator[Path]:
    """Lay out folders of a revision in a temporary folder; one that is a folder itself stays there.

    It is no worktree, so that nothing is left in the repository when the measurement is killed.
    """
    if Path(revision).is_dir():
        yield Path(revision).resolve()
        return
    command = ["git", "-C", str(ROOT), "archive", "--format=tar", revision, *folders]
    packed = subprocess.run(command, check=False, capture_output=True)
    if packed.returncode:
        fact = packed.stderr.decode().strip()
        raise SystemExit(f"{revision}: neither a folder nor a revision that git has: {fact}")
    with tempfile.TemporaryDirectory(prefix="leadpact-bench-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def name_of(revision: str) -> str:
    """Return the short name of a revision, or of the one that a folder holds; else the folder's."""
    is_folder = Path(revision).is_dir()
    where, what = (Path(revision), "HEAD") if is_folder else (ROOT, revision)
    command = ["git", "-C", str(where), "rev-parse", "--short", what]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    return found.stdout.strip() or (where.name if is_folder else revision)
