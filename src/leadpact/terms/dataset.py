"""A data set on disk: a folder with one Parquet folder or file per canonical table and a manifest.

`leads.parquet` or `leads/*.parquet`; `dataset.json` tells how the data came to be.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

MANIFEST = "dataset.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the maker of a data set promises about it.

    Attributes
    ----------
    made_by
        The command that made it, such as `simulate` or `import`.
    n_rows
        Rows of each table.
    unique_tables
        Tables whose key is proven to be unique; others are de-duplicated when they are read.
    """

    made_by: str
    n_rows: dict[str, int] = field(default_factory=dict)
    unique_tables: tuple[str, ...] = ()


class UnableToReadManifest(ValueError):
    """The manifest of a data set is not as it was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no manifest of a data set. Make the data set anew.")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a data set, the same bytes for the same manifest."""
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a data set, or None where the folder has none."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(**{**values, "unique_tables": tuple(values["unique_tables"])})
    except (ValueError, TypeError, KeyError) as error:
        raise UnableToReadManifest(path) from error
