"""Files taken by their names: which are tables, what further columns hold, what is left out."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from file_imports import Content, RunImport, issues_of

from leadpact.connectors.files.folder import all_files, find_files, is_readable, stem
from leadpact.connectors.files.issues import suggest
from leadpact.outputs import MANIFEST


def kind_of(run_import: RunImport, *values: str) -> str:
    """Return the type of a further column of leads that holds the values."""
    rows = "".join(f'{n},"{value}"\n' for n, value in enumerate(values))
    done = run_import({"leads.csv": f"lead_id,x\n{rows}"})
    assert done.codes == set()
    return str(pq.read_schema(done.out / "leads.parquet").field("x").type)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (("true", "FALSE", ""), "bool"),
        (("true", "1"), "string"),
        (("yes", "no"), "string"),
        (("0", "-1", "999999999999999999"), "int64"),
        (("1000000000000000000",), "string"),
        (("-999999999999999999",), "int64"),
        (("-0",), "double"),
        (("01",), "string"),
        (("1", "1.5"), "double"),
        (("1.5", "x"), "string"),
        (("999999999999999.123456789012345",), "double"),
        (("1000000000000000.5",), "string"),
        (("0.1234567890123456",), "string"),
        (("-0.5", "0"), "double"),
        (("00.5",), "string"),
        (("1.",), "string"),
        ((".5",), "string"),
        (("1e5",), "string"),
        (("1,5",), "string"),
        (("2021-01-31", ""), "date32[day]"),
        (("2021-02-30",), "string"),
        (("1899-12-31",), "string"),
        (("20210131", "2021-01-31"), "string"),
        (("2021-1-31",), "string"),
        (("", " "), "string"),
    ],
)
def test_a_further_column_has_the_type_that_all_its_values_fit(
    run_import: RunImport, values: tuple[str, ...], kind: str
) -> None:
    assert kind_of(run_import, *values) == kind


def test_the_type_fits_the_values_of_all_files_of_a_table(run_import: RunImport) -> None:
    files: dict[str, Content] = {
        "leads/a.csv": "lead_id,x,y\n1,5,\n",
        "leads/b.csv": "lead_id,x,z\n2,5.5,2021-01-31\n",
    }
    assert run_import(files).rows("leads") == [
        {"lead_id": "1", "x": 5.0, "y": None, "z": None},
        {"lead_id": "2", "x": 5.5, "y": None, "z": date(2021, 1, 31)},
    ]


def test_further_columns_are_kept_of_leads_and_accounts_only(run_import: RunImport) -> None:
    done = run_import(
        {"accounts.csv": "account_id,tier\na,1\n", "reps.csv": "rep_id,tier,\n1,2,3\n"}
    )
    assert done.rows("accounts") == [{"account_id": "a", "tier": 1}]
    assert done.rows("reps") == [{"rep_id": "1"}]
    assert [(issue.code, str(issue.place), issue.fact) for issue in done.report.issues] == [
        ("column-ignored", "reps.csv:1", "reps has no column tier, so it is left out.")
    ]


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("x" * 60, True),
        ("x" * 61, False),
        ("_x9", True),
        ("9x", False),
        ("x-y", False),
        ("é", False),
    ],
)
def test_a_further_column_is_kept_where_a_condition_can_name_it(
    run_import: RunImport, header: str, kept: bool
) -> None:
    done = run_import({"leads.csv": f"lead_id,{header}\n1,2\n"})
    assert (header in done.rows("leads")[0]) is kept
    assert done.codes == (set() if kept else {"column-ignored"})


def test_a_column_twice_is_kept_once_and_refused(run_import: RunImport) -> None:
    assert run_import({"leads.csv": "lead_id,x,x\n1,2,3\n"}).codes == {
        *("column-ignored", "file-header-duplicate")
    }


def test_lists_and_records_are_left_out_or_missed(run_import: RunImport) -> None:
    lists = pa.table({"lead_id": ["1"], "tags": [["a"]], "box": [{"a": 1}]})
    fix = "Write one value a cell if it is wanted."
    assert issues_of(run_import({"leads.parquet": lists})) == [
        (
            "column-ignored",
            "leads.parquet:1",
            f"{name} holds lists or records, which are not read, so it is left out.",
            fix,
        )
        for name in ("box", "tags")
    ]
    (issue,) = issues_of(run_import({"leads.parquet": pa.table({"lead_id": [["1"]]})}))
    assert issue[:3] == (
        "file-required-column",
        "leads.parquet:1",
        "lead_id holds lists or records, and leads may not lack its values.",
    )


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ({"rep_id": ["1"], "tags": [["a"]]}, {"column-ignored"}),
        ({"rep_id": [["1"]], "name": ["x"]}, {"file-required-column"}),
    ],
)
def test_a_column_of_lists_is_left_out_unless_it_is_needed(
    table: dict[str, list[object]], codes: set[str], run_import: RunImport
) -> None:
    content: Content = pa.table(table)
    assert run_import({"reps.parquet": content}).codes == codes


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_a_header_that_was_not_split_says_by_what_it_is_separated(
    run_import: RunImport, sign: str, name: str
) -> None:
    (issue,) = issues_of(run_import({"leads.csv": f"lead_id{sign}title\n1{sign}x\n"}))
    assert issue == (
        "file-required-column",
        "leads.csv:1",
        "leads.csv has no column lead_id, which leads may not lack.",
        f"Its header is separated by {name}: write a mapping with `delimiter`, or export it "
        "with commas.",
    )


def test_a_sign_within_one_of_several_names_is_no_delimiter(run_import: RunImport) -> None:
    issues = issues_of(run_import({"leads.csv": "id;x,title\n1,x\n"}))
    assert [(code, fix) for code, _, _, fix in issues] == [
        ("column-ignored", "Write a mapping if it is wanted."),
        ("file-required-column", "Add the column, or write a mapping that makes it."),
    ]


def test_files_that_are_no_tables_are_left_out_by_their_place(run_import: RunImport) -> None:
    row = "lead_id\n{}\n"
    done = run_import(
        {
            "leads.csv": row.format("1"),
            "leads/any.name.csv": row.format("2"),
            "LEADS.tsv": row.format("3"),
            "leads/deep/leads.csv": row.format("4"),
            "other/leads.csv": row.format("5"),
            "Lead.csv": row.format("6"),
        }
    )
    assert {row["lead_id"] for row in done.rows("leads")} == {"1", "2", "3"}
    ignored = {
        str(issue.place): (issue.code, issue.fact, issue.fix) for issue in done.report.issues
    }
    assert ignored == {
        place: (
            "file-ignored",
            f"{place} is not named like a canonical table, so it is left out.",
            fix,
        )
        for place, fix in (
            ("Lead.csv", "Did you mean leads?"),
            ("leads/deep/leads.csv", "Did you mean leads?"),
            ("other/leads.csv", "Write a mapping if it is wanted."),
        )
    }


def test_what_a_command_wrote_below_the_data_is_no_data(tmp_path: Path) -> None:
    for name in ("a.csv", "out/b.csv", "out/deep/c.csv", "plain/d.csv", "plain/deep/e.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("lead_id\n1\n")
    (tmp_path / "out" / MANIFEST).write_text("{}")
    (tmp_path / MANIFEST).write_text("{}")  # of the data itself, which people name
    (tmp_path / "folder.csv").mkdir()
    found = [path.relative_to(tmp_path).as_posix() for path in all_files(tmp_path)]
    assert found == ["a.csv", "plain/d.csv", "plain/deep/e.csv"]
    assert find_files(tmp_path, "out/b.csv") == []
    assert find_files(tmp_path, "folder.csv") == find_files(tmp_path, "none.csv") == []


@pytest.mark.parametrize("name", ["leads.csv", "leads.parquet"])
def test_a_link_that_leads_nowhere_is_no_file(
    run_import: RunImport, tmp_path: Path, name: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).symlink_to(tmp_path / "nowhere")
    (issue,) = issues_of(run_import({"reps.csv": "rep_id\n1\n"}))
    assert issue[:2] == ("file-unreadable", name)
    assert issue[3] == "Put the file itself there."


@pytest.mark.parametrize(
    ("name", "of_it"),
    [
        ("Leads.CSV", "leads"),
        ("leads.csv.gz", "leads"),
        ("a.b.tsv", "a.b"),
        ("leads.tsv.gz", "leads"),
        ("leads.parquet", "leads"),
        ("leads.csv.parquet", "leads.csv"),
    ],
)
def test_a_file_is_named_without_its_suffix(name: str, of_it: str) -> None:
    assert is_readable(name)
    assert stem(Path("x") / name) == of_it


@pytest.mark.parametrize("name", ["leads.gz", "leads.xlsx", "leads", "leads.csv.zip", "csv"])
def test_a_file_of_another_kind_is_not_read(name: str) -> None:
    assert not is_readable(name)
    assert stem(Path(name)) == name


@pytest.mark.parametrize(
    ("word", "options", "expected"),
    [
        ("titel", {}, "Did you mean title?"),
        ("titel", {"mark": "`"}, "Did you mean `title`?"),
        ("tabcd", {}, "None."),
        ("tabcd", {"cutoff": 0.2}, "Did you mean stage?"),
        ("abcde", {"known": ("abcxy", "abcdx")}, "Did you mean abcdx?"),
        ("abcde", {"known": ("abcxy",)}, "Did you mean abcxy?"),  # three of five: just near enough
        ("abcde", {"known": ("abxyz",)}, "None."),
        ("x", {"known": ()}, "None."),
    ],
)
def test_the_nearest_name_is_suggested_where_one_is_near(
    word: str, options: dict, expected: str
) -> None:
    known = options.pop("known", ("title", "stage"))
    assert suggest(word, known, "None.", **options) == expected
