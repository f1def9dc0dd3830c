"""Every way a mapping can be wrong: its code, its line and column, and what to do."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from leadpact.connectors.files import load_mapping, read_mapping, shipped_mappings
from leadpact.terms.issues import Place

HEAD = "spec: 1\nname: x\n"
REPS = HEAD + "tables:\n  reps:\n    - file: r.csv\n      columns:\n        rep_id: id\n"


@dataclass(frozen=True)
class Case:
    code: str
    text: str
    line: int
    column: int
    message: str


CASES = [
    Case("mapping-empty", "- spec\n", 1, 0, "spec: 1"),
    Case("mapping-unknown-key", HEAD + "time_zon: UTC\n", 3, 1, "`time_zone`"),
    Case("mapping-unknown-key", REPS + "      shoes: {}\n", 8, 7, "Known are"),
    Case("mapping-unknown-key", REPS + "        name: {colum: n}\n", 8, 16, "`column`"),
    Case(
        "mapping-unknown-key",
        REPS + "        name:\n          lookup: {file: a.csv, key: k, valu: v, value: v, by: b}\n",
        9,
        41,
        "`value`",
    ),
    Case(
        "mapping-unknown-key", REPS + "      where:\n        id: {isnt: [x]}\n", 9, 14, "`is_not`"
    ),
    Case(
        "mapping-unknown-key",
        REPS + "      attributes:\n        age: {column: age, typ: integer}\n",
        9,
        28,
        "`type`",
    ),
    Case("mapping-key-missing", "spec: 1\n", 1, 1, "`name`"),
    Case("mapping-key-missing", HEAD + "tables: {reps: [{file: r.csv}]}\n", 3, 17, "`columns`"),
    Case("mapping-wrong-value", "spec: 2\nname: x\n", 1, 7, "1"),
    Case("mapping-wrong-value", HEAD + "tables: [reps]\n", 3, 9, "dictionary"),
    Case(
        "mapping-wrong-value", REPS + "        name: {constant: [a, b]}\n", 8, 26, "a single value"
    ),
    Case("mapping-unknown-zone", HEAD + "time_zone: Europe/Londn\n", 3, 12, "Europe/London"),
    Case("mapping-unknown-zone", REPS + "      time_zone: PST\n", 8, 18, '"PST"'),
    Case("mapping-no-source", HEAD + "tables: {}\n", 3, 9, "no table"),
    Case("mapping-no-source", HEAD + "tables: {reps: []}\n", 3, 16, "no source"),
    Case(
        "mapping-unknown-table",
        HEAD + "tables: {lead: [{file: l.csv, columns: {}}]}\n",
        3,
        10,
        "`leads`",
    ),
    Case("mapping-unknown-column", REPS + "        nam: n\n", 8, 9, "`name`"),
    Case("mapping-unknown-column", REPS + "        Shoe Size: n\n", 8, 9, "`attributes`"),
    Case(
        "mapping-required-column",
        HEAD + "tables:\n  reps:\n    - file: r.csv\n      columns: {name: n}\n",
        5,
        7,
        "`rep_id`",
    ),
    Case("mapping-origin", REPS + "        name: {default: x}\n", 8, 9, "Nothing says"),
    Case("mapping-origin", REPS + "        name: {column: a, constant: b}\n", 8, 9, "2 origins"),
    Case("mapping-template", REPS + '        name: {template: "first last"}\n', 8, 26, "braces"),
    Case("mapping-template", REPS + '        name: {template: "{first} {"}\n', 8, 26, "braces"),
    Case("mapping-useless-key", REPS + "        name: {column: n, format: x}\n", 8, 27, "no time"),
    Case(
        "mapping-useless-key",
        REPS + "        name: {column: n, otherwise: keep}\n",
        8,
        27,
        "no `values`",
    ),
    Case(
        "mapping-useless-key",
        REPS + "        name: {column: n, decimal_comma: true}\n",
        8,
        27,
        "no number",
    ),
    Case(
        "mapping-useless-key",
        REPS + "        name: {constant: n, default: m}\n",
        8,
        29,
        "never missing",
    ),
    Case(
        "mapping-format",
        REPS + '        hired_on: {column: h, format: ["%Y-%m-%d", "%H:%M"]}\n',
        8,
        39,
        "whole date",
    ),
    Case(
        "mapping-unknown-code",
        REPS + "        role:\n          column: r\n          values: {closer: ae}\n",
        10,
        28,
        "AE",
    ),
    Case("mapping-unknown-code", REPS + "        role: {constant: ROBOT}\n", 8, 26, "SDR"),
    Case(
        "mapping-value-unreadable",
        REPS + "        daily_cap: {column: c, default: many}\n",
        8,
        41,
        '"many"',
    ),
    Case(
        "mapping-attribute-name",
        REPS + "      attributes:\n        name: n\n",
        9,
        9,
        "canonical column",
    ),
    Case(
        "mapping-attribute-name",
        REPS + "      attributes:\n        Shoe Size: n\n",
        9,
        9,
        "could not name",
    ),
    Case(
        "mapping-attribute-type",
        REPS
        + "      attributes: {age: {column: a, type: integer}}\n"
        + "    - {file: s.csv, columns: {rep_id: id}, attributes: {age: a}}\n",
        9,
        57,
        "integer in one source and text",
    ),
    Case(
        "mapping-attribute-name",
        REPS + "      attributes:\n        Age: a\n        age: a\n",
        10,
        9,
        "but for capitals",
    ),
    Case("mapping-unknown-encoding", REPS + "      encoding: base64\n", 8, 17, "cp1252"),
    Case("mapping-wrong-value", REPS + '      delimiter: "||"\n', 8, 18, "delimiter"),
    Case(
        "mapping-empty-where",
        REPS + "      where: {id: {}}\n",
        8,
        15,
        "asks nothing",
    ),
    Case("mapping-file-type", REPS.replace("r.csv", "r.xlsx"), 5, 13, ".parquet"),
    Case("mapping-file-outside", REPS.replace("r.csv", "../r.csv"), 5, 13, "leads out"),
    Case("mapping-file-outside", REPS.replace("r.csv", "/etc/r.csv"), 5, 13, "leads out"),
    Case(
        "mapping-file-outside",
        REPS + "        name: {lookup: {file: ../a.csv, key: k, value: v, by: b}}\n",
        8,
        31,
        "leads out",
    ),
    Case("mapping-unknown-encoding", REPS + "      encoding: utf-9\n", 8, 17, "cp1252"),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{i}" for i, case in enumerate(CASES)])
def test_each_issue_says_where_what_and_what_to_do(case: Case) -> None:
    mapping, issues = read_mapping(case.text, "mapping.yaml")
    assert mapping is None
    assert [issue.code for issue in issues] == [case.code]
    assert issues[0].place == Place("mapping.yaml", case.line, case.column)
    assert case.message in f"{issues[0].fact} {issues[0].fix}"


def test_all_issues_of_a_mapping_come_in_one_run_in_file_order() -> None:
    text = """
spec: 1
name: x
time_zone: Mars/Olympus
tables:
  lead:
    - {file: a.csv, columns: {lead_id: id}}
  reps:
    - file: r.doc
      columns:
        nam: n
        role: {constant: BOSS}
"""
    _, issues = read_mapping(text, "mapping.yaml")
    assert [(issue.place.line, issue.code) for issue in issues] == [
        (4, "mapping-unknown-zone"),
        (6, "mapping-unknown-table"),
        (9, "mapping-required-column"),
        (9, "mapping-file-type"),
        (11, "mapping-unknown-column"),
        (12, "mapping-unknown-code"),
    ]


def test_a_broken_document_is_reported_by_its_own_codes() -> None:
    _, issues = read_mapping("spec: 1\n\tname: x\n", "mapping.yaml")
    assert [issue.code for issue in issues] == ["yaml-tab"]


def test_a_key_given_twice_is_an_issue() -> None:
    mapping, issues = read_mapping(REPS + "        rep_id: other\n", "mapping.yaml")
    assert mapping is None
    assert [(issue.code, issue.place.line) for issue in issues] == [("yaml-duplicate-key", 8)]


def test_codes_may_be_anything_where_the_list_is_open() -> None:
    mapping, issues = read_mapping(REPS + "        team: {constant: Rockets}\n", "mapping.yaml")
    assert mapping is not None
    assert issues == []


@pytest.mark.parametrize("name", shipped_mappings())
def test_every_shipped_mapping_is_without_issues(name: str) -> None:
    mapping, issues = load_mapping(name)
    assert mapping is not None
    assert issues == []


def test_a_mapping_is_loaded_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(REPS)
    mapping, issues = load_mapping(path)
    assert mapping is not None
    assert mapping.positions.file == "mine.yaml"
    assert issues == []


def test_a_mapping_that_is_not_text_is_an_issue(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"name: caf\xe9\n")
    assert load_mapping(path)[0] is None


def test_a_name_that_is_nothing_is_reported_with_the_nearest_one() -> None:
    mapping, [issue] = load_mapping("olist-marketing-funel")
    assert mapping is None
    assert issue.code == "mapping-missing"
    assert "olist-marketing-funnel" in issue.fix
    _, [other] = load_mapping("nothing-like-it.yaml")
    assert "marketstar-sdr-funnel" in other.fix


TOUCHES = """\
spec: 1
name: x
tables:
  touches:
    - file: t.csv
      columns:
        touch_id: id
        lead_id: lead
        occurred_at: at
        kind: {column: k, values: {sms: %s}}
"""


@pytest.mark.parametrize("code", ["CALL", "TEXT", "DIRECT_MAIL", "CHAT_2"])
def test_mapping_may_write_standard_channels_and_the_companys_own(code: str) -> None:
    _, issues = read_mapping(TOUCHES % code, "m.yaml")
    assert not issues


@pytest.mark.parametrize("code", ["CALLS", "MAIL", "text", "Text", "TEXT!", "2ND"])
def test_mapping_may_not_write_what_looks_misspelt_or_is_no_code(code: str) -> None:
    _, issues = read_mapping(TOUCHES % code, "m.yaml")
    assert [issue.code for issue in issues] == ["mapping-unknown-code"]
