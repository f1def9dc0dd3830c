"""Where an output may go: not into what is read, nor over what no command made."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from leadpact.outputs.manifest import (
    MANIFEST,
    Manifest,
    UnableToReadOutput,
    UnableToWriteOutput,
    list_files,
    read_manifest,
    read_manifest_or_none,
)

DESKTOP_FILES = {".DS_Store", "Thumbs.db", "desktop.ini", ".directory"}
"""What file browsers leave in a folder that somebody looks at; it moves to the next output."""

_OURS = re.compile(r"\..+\.leadpact-[0-9a-z-]+")
_OUTSIDE = "Name a folder outside of it."
_NAME_ANOTHER = "Name another folder, or one that does not exist."


def name_beside(folder: Path, what: str) -> Path:
    """Return the name of something that belongs to an output while it is written."""
    return folder.with_name(f".{folder.name}.leadpact-{what}")


def is_ours(name: str) -> bool:
    """Tell whether a name is one that `name_beside` gives."""
    return _OURS.fullmatch(name) is not None


def real_place(folder: Path) -> Path:
    """Return a folder's own path: links are followed, so that what they lead to is replaced."""
    return Path(os.path.realpath(folder))


def require_place(place: Path, folder: Path, reads: Iterable[Path]) -> None:
    """Refuse a place that is no folder, that cannot be replaced, or that is read meanwhile.

    `place` is the folder's own path, `folder` what it was called.
    """
    if not _is_utf_8(str(place)):
        fact = "The path holds bytes that are no UTF-8, and engines cannot write to it."
        raise UnableToWriteOutput("path-unusable", folder, fact, "Name another path.")
    for path in (place, *place.parents):
        if path.is_file():
            fact = f"{path} is a file, and an output is a folder of files."
            raise UnableToWriteOutput("out-no-folder", folder, fact, _NAME_ANOTHER)
    for path in place.parents:
        if (path / MANIFEST).is_file():
            fact = f"It lies in {path}, which a command wrote, and would be mixed up with it."
            raise UnableToWriteOutput("out-in-output", folder, fact, _OUTSIDE)
    for read in reads:
        if place == real_place(read):
            fact = "The data is in this folder, and the results would be mixed up with it."
            raise UnableToWriteOutput("out-is-data", folder, fact, _OUTSIDE)
        if _holds(place, real_place(read)):
            fact = f"{read}, which is read, lies in it, and an output is replaced whole."
            raise UnableToWriteOutput("out-is-data", folder, fact, _OUTSIDE)
    if place.is_dir() and place.is_mount():
        fact = "A disk or a container's volume is mounted there, and an output is replaced whole."
        fix = f"Name a folder in it, such as {folder / 'result'}."
        raise UnableToWriteOutput("out-is-mount", folder, fact, fix)
    if _holds(place, Path.cwd()):
        fact = "You are in this folder, and an output is replaced whole."
        fix = "Go to the folder above it, and name it from there."
        raise UnableToWriteOutput("out-is-here", folder, fact, fix)


def _is_utf_8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _holds(folder: Path, other: Path) -> bool:
    return other == folder or folder in other.parents


def require_own(place: Path, folder: Path, made_by: str) -> None:
    """Refuse a folder that holds anything but an earlier output of the same command."""
    if not place.exists():
        return
    try:
        manifest = read_manifest(place)
        foreign = list(foreign_names(place, manifest))
    except UnableToReadOutput as error:
        fact = f"{error.issue.fact} So it may hold what no command made."
        raise UnableToWriteOutput("out-not-empty", folder, fact, _NAME_ANOTHER) from error
    if foreign:
        fact = f"It holds {_listed(foreign)}, which `leadpact {made_by}` did not write."
        raise UnableToWriteOutput("out-not-empty", folder, fact, _NAME_ANOTHER)
    if manifest is not None and manifest.made_by != made_by:
        fact = f"It holds what `leadpact {manifest.made_by}` wrote, and would be replaced."
        raise UnableToWriteOutput("out-not-empty", folder, fact, _NAME_ANOTHER)


def require_empty(place: Path, folder: Path) -> None:
    """Refuse a folder that holds anything: people may have written it."""
    found = list(foreign_names(place, None)) if place.exists() else []
    if found:
        fact = f"It holds {_listed(found)}, which would be replaced."
        raise UnableToWriteOutput("out-not-empty", folder, fact, _NAME_ANOTHER)


def _listed(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def foreign_names(folder: Path, manifest: Manifest | None) -> Iterator[str]:
    """Yield what an output's manifest, and those of its parts, do not name."""
    own = {*own_names(folder, manifest)}
    for name, entry in list_files(folder):
        is_file = entry.is_file(follow_symlinks=False)
        is_known = (name in own and is_file) or any(is_ours(part) for part in name.split("/"))
        if not is_known and not (is_file and entry.name in DESKTOP_FILES):
            yield name


def own_names(folder: Path, manifest: Manifest | None) -> Iterator[str]:
    """Yield the files that an output's manifest, and those of its parts, name."""
    if manifest is None:
        return
    yield MANIFEST
    yield from manifest.files
    for part in manifest.parts:
        inner = read_manifest(folder / part)
        yield from (f"{part}/{name}" for name in own_names(folder / part, inner))


def root_of(folder: Path) -> Path:
    """Return the output that a folder is a part of, or the folder itself."""
    above = read_manifest_or_none(folder.parent)
    is_part = above is not None and folder.name in above.parts
    return root_of(folder.parent) if is_part else folder
