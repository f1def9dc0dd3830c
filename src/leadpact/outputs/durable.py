"""File system steps that outlast a crash, each announced once it is done."""

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

observers: list[Callable[[str, Path], None]] = []
"""Are called with the name and the path of every step once it is done. Empty but in tests, which
end the process there and look at what is left."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def step_done(step: str, path: Path) -> None:
    """Tell the observers that a step is done."""
    for observe in observers:
        observe(step, path)


def sync_file(path: Path) -> None:
    """Wait until the content of a file is on the disk."""
    _sync(path, os.O_RDONLY)
    step_done("sync", path)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can."""
    if os.name == "posix":
        _sync(path, os.O_RDONLY | os.O_DIRECTORY)
    step_done("sync", path)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_synced(path: Path, text: str) -> None:
    """Write a new file and wait until it is on the disk."""
    path.write_text(text, encoding="utf-8")
    step_done("write", path)
    sync_file(path)


def rename(old: Path, new: Path) -> None:
    """Rename a file or folder; a file of the new name is replaced in the same instant."""
    os.replace(old, new)
    step_done("rename", new)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one instant; tell whether this system can do that.

    Python has no call for `renameat2` (Linux 3.15, flag `RENAME_EXCHANGE`).
    """
    if not sys.platform.startswith("linux"):
        return False
    rename_at = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename_at is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    if rename_at(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0:
        step_done("exchange", other)
        return True
    code = ctypes.get_errno()
    if code in _CANNOT_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def write_atomically(path: Path, text: str) -> None:
    """Replace a text file, so that a crash leaves the old or the new content.

    For what is kept outside of an output.
    """
    part = path.with_name(f".{path.name}.leadpact-{os.getpid()}")
    try:
        write_synced(part, text)
        rename(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
