"""A folder of files and a mapping in, a report and a data set out."""

from pathlib import Path

import pytest
from file_imports import Content, Imported, RunImport, write

from leadpact.connectors.files import import_folder, read_mapping


@pytest.fixture
def run_import(tmp_path: Path) -> RunImport:
    def run(files: dict[str, Content], mapping: str | None = None) -> Imported:
        data, out = tmp_path / "data", tmp_path / "out"
        data.mkdir(exist_ok=True)
        for name, content in files.items():
            write(data / name, content)
        loaded = None
        if mapping is not None:
            loaded, issues = read_mapping(mapping, "mapping.yaml")
            assert loaded is not None, issues
        return Imported(import_folder(data, loaded, out), out)

    return run
