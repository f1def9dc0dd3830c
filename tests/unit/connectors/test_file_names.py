"""Names of files and folders: literal without a mapping, globs within one, never tracebacks."""

from pathlib import Path

import pyarrow as pa
import pytest
from file_imports import RunImport, write

from leadpact.connectors.files import import_folder, read_mapping

LEADS = "lead_id,source\n{},ads\n"
NAMES = ["a**b", "x[1]", "[!x]", "q?", "*", "**", "it's", "100%", "two\nlines", "-lead", "a:b", "~"]


def mapping_of(file: str) -> str:
    text = file.replace("\\", "\\\\").replace("\n", "\\n").replace("\0", "\\0")
    return (
        f'spec: 1\nname: M\ntables:\n  leads:\n    - file: "{text}"\n'
        "      columns: {lead_id: {column: lead_id}}\n"
    )


@pytest.mark.parametrize("name", NAMES)
def test_file_of_a_table_is_read_by_its_literal_name(run_import: RunImport, name: str) -> None:
    imported = run_import(
        {f"leads/{name}.csv": LEADS.format("own"), "leads/x1.csv": LEADS.format("other")}
    )
    assert imported.report.is_written, imported.report.issues
    assert {row["lead_id"] for row in imported.rows("leads")} == {"own", "other"}


@pytest.mark.parametrize("name", NAMES)
def test_parquet_of_a_table_is_read_by_its_literal_name(run_import: RunImport, name: str) -> None:
    imported = run_import({f"leads/{name}.parquet": pa.table({"lead_id": ["own"]})})
    assert [row["lead_id"] for row in imported.rows("leads")] == ["own"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "two\nlines"])
@pytest.mark.parametrize("is_relative", [True, False])
def test_data_folder_is_literal_before_the_glob_of_a_mapping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_relative: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / name / "leads-1.csv", LEADS.format("own"))
    write(tmp_path / "x1" / "leads-1.csv", LEADS.format("other"))
    mapping, issues = read_mapping(mapping_of("leads-*.csv"), "mapping.yaml")
    assert mapping is not None, issues
    root = Path() if is_relative else tmp_path
    report = import_folder(root / name, mapping, root / f"out-{name}")
    assert report.is_written, report.issues
    assert report.tables["leads"].n_kept == 1
    assert (tmp_path / f"out-{name}" / "leads.parquet").is_file()


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a**b.csv", {"a1b", "axxb"}),
        ("a*b.csv", {"a1b", "axxb"}),
        ("***.csv", {"a1b", "axxb", "other"}),
        ("**/a?b.csv", {"a1b", "deep"}),
        ("**/**/a1b.csv", {"a1b", "deep"}),
        ("[[]a[]].csv", {"[a]"}),
    ],
)
def test_glob_of_a_mapping_finds_what_it_says(
    run_import: RunImport, pattern: str, found: set[str]
) -> None:
    files = {f"{name}.csv": LEADS.format(name) for name in ("a1b", "axxb", "other", "[a]")}
    if "other" in found:
        del files["[a].csv"]
    imported = run_import({**files, "deep/a1b.csv": LEADS.format("deep")}, mapping_of(pattern))
    assert {row["lead_id"] for row in imported.rows("leads")} == found


@pytest.mark.parametrize("others", [[], ["leads1.csv"]])
def test_glob_that_passes_over_the_file_of_its_own_name_is_an_error(
    run_import: RunImport, others: list[str]
) -> None:
    files = {name: LEADS.format(name) for name in ("leads[1].csv", *others)}
    imported = run_import(files, mapping_of("leads[1].csv"))
    [issue] = imported.report.issues
    assert (issue.code, issue.place.line) == ("mapping-file-pattern", 5)
    assert "`leads[[]1].csv`" in issue.fix
    assert run_import(files, mapping_of("leads[[]1].csv")).rows("leads")[0]["lead_id"] == (
        "leads[1].csv"
    )


def test_name_with_a_nul_character_is_refused() -> None:
    mapping, issues = read_mapping(mapping_of("a\0b.csv"), "mapping.yaml")
    assert mapping is None
    assert [(issue.code, issue.place.line) for issue in issues] == [("mapping-file-type", 5)]
