"""Files that are no pacts, by accident or on purpose: refused, placed, explained, and at once."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pact_tables import BASE, issues_of

from leadpact.pact.check import UnableToLoadPact, check_pact, check_pact_text, load_pact
from leadpact.pact.codes import MAX_ISSUES
from leadpact.terms.issues import Issue

HEAD = "spec: 1\nname: x\n"
GATE = "gates: {conversation_lead: {must_have: [email]}}\n"


def only_issue(path: Path) -> Issue:
    (issue,) = check_pact(path).issues
    return issue


def written(folder: Path, data: bytes) -> Path:
    path = folder / "pact.yaml"
    path.write_bytes(data)
    return path


def codes_of(text: str) -> list[str]:
    return [issue.code for issue in check_pact_text(text).issues]


def test_a_missing_file_is_named_with_its_folder(tmp_path):
    issue = only_issue(tmp_path / "pact.yaml")
    assert str(issue) == (
        f"pact.yaml error file-missing: There is no file pact.yaml in {tmp_path}. Check the path."
    )


def test_a_folder_is_no_file(tmp_path):
    assert only_issue(tmp_path).code == "file-missing"


def test_a_file_that_cannot_be_opened_is_reported(tmp_path, monkeypatch):
    path = written(tmp_path, b"spec: 1\n")

    def refuse(*_arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert str(only_issue(path)) == (
        "pact.yaml error file-not-readable: The file cannot be opened: Permission denied."
        " Check the permissions of the file."
    )


def test_ten_megabytes_are_not_read(tmp_path):
    issue = only_issue(written(tmp_path, b"#" * 10_000_000))
    assert str(issue) == (
        "pact.yaml error file-too-large: The file has 10,000,000 bytes; at most 1,000,000 are"
        " read. Check that it is the right file."
    )


def test_a_large_text_is_not_read_and_its_size_is_in_bytes():
    (issue,) = check_pact_text("é" * 600_000).issues
    assert (issue.code, issue.fact[:28]) == ("file-too-large", "The file has 1,200,000 bytes")


def test_a_megabyte_of_comments_is_read():
    text = f"{HEAD}{GATE}".ljust(1_000_000, "#")
    assert codes_of(text) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused(tmp_path, encoding):
    issue = only_issue(written(tmp_path, f"{HEAD}{GATE}".encode(encoding)))
    assert str(issue) == (
        "pact.yaml:1:1 error file-encoding: The file is UTF-16, and only UTF-8 is read."
        " Save the file as UTF-8."
    )


def test_a_byte_that_is_not_utf_8_is_placed_by_characters(tmp_path):
    issue = only_issue(written(tmp_path, "spec: 1\nname: é".encode() + b"\xe9\n"))
    assert str(issue) == (
        "pact.yaml:2:8 error file-encoding: The byte E9 here is not UTF-8, so the text cannot be"
        " read for certain. Save the file as UTF-8."
    )


def test_a_byte_order_mark_is_a_warning_and_moves_no_column(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbf" + BASE.replace("seats:", "Seats:").encode())
    assert [
        (issue.code, issue.place.line, issue.place.column) for issue in check_pact(path).issues
    ] == [
        ("byte-order-mark", 1, 1),
        ("name-format", 7, 3),
    ]
    assert load_pact(written(tmp_path, b"\xef\xbb\xbf" + BASE.encode())).name == "Base"


def test_loading_a_file_with_errors_raises_all_of_them(tmp_path):
    path = written(tmp_path, b"spec: 1\ntime_zone: 5\n")
    with pytest.raises(UnableToLoadPact) as caught:
        load_pact(path)
    assert [issue.code for issue in caught.value.issues] == [
        "key-missing",
        "value-type",
    ]
    assert str(caught.value).splitlines() == [str(issue) for issue in caught.value.issues]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "!x [", "&a ["])
def test_a_hundred_thousand_levels_are_refused(opening):
    text = f"{HEAD}labels:\n  {opening * 100_000}"
    assert {"yaml-depth", "yaml-syntax"} & set(codes_of(text))


def test_aliases_are_never_expanded():
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    codes = codes_of(HEAD + "\n".join(lines))
    assert codes.count("yaml-alias") == 12 + 11 * 9
    assert set(codes) == {"yaml-alias", "key-unknown"}


def test_nothing_is_made_of_a_tag(tmp_path):
    touched = tmp_path / "touched"
    text = f'{HEAD}labels: !!python/object/apply:pathlib.Path.touch ["{touched}"]\n{GATE}'
    assert codes_of(text) == ["yaml-tag"]
    assert not touched.exists()


def test_a_condition_of_a_megabyte_is_refused_at_its_end():
    rule = f"{{id: a, points: 1, when: \"title == '{'x' * 900_000}'\"}}"
    text = f"{HEAD}{GATE}scores: {{s: {{range: [0, 1], rules: [{rule}]}}}}\n"
    (issue,) = check_pact_text(text).issues
    assert (issue.code, issue.place.line) == ("condition-too-large", 4)


@pytest.mark.parametrize(
    "body",
    [
        "\n".join(f"k{n}: 1" for n in range(MAX_ISSUES + 50)),
        "\n".join("name: 1" for _ in range(MAX_ISSUES + 50)),
        "labels: {" + ", ".join(f"k{n}: x" for n in range(MAX_ISSUES + 50)) + "}",
        "activities: {" + ", ".join(f"k{n}: 5" for n in range(MAX_ISSUES - 1)) + ", a: , b: }",
        "scores: {s: {range: [0, 1], rules: ["
        + ", ".join(f"{{id: r{n}, when: nam, points: 1, label: x}}" for n in range(MAX_ISSUES))
        + "]}, t: {range: [0, 1], rules: [{id: z, when: nam, points: 1}]}}",
    ],
)
def test_of_very_many_issues_the_first_are_shown_and_the_cut_is_reported(body):
    issues = check_pact_text(f"{HEAD}{GATE}{body}\n").issues
    assert len(issues) == MAX_ISSUES + 1
    assert issues[-1].code == "issues-cut"
    assert "more than 500" in issues[-1].fact


@pytest.mark.parametrize(
    ("section", "entry", "most"),
    [
        ("attributes", "{type: text}", 500),
        ("activities", "{}", 500),
        ("scores", "{combine: {from: x, method: max}}", 50),
    ],
)
def test_a_section_holds_so_many_entries_and_no_more(section, entry, most):
    entries = [f"  n{number}: {entry}" for number in range(most + 1)]
    too_many = "\n".join([f"{HEAD}{GATE}{section}:", *entries])
    assert codes_of(too_many) == ["value-out-of-range"]
    assert "value-out-of-range" not in codes_of("\n".join(too_many.split("\n")[:-1]))


def test_a_long_value_is_cut_where_it_is_quoted():
    (issue,) = check_pact_text(f"{HEAD}{GATE}time_zone: {'Z' * 200}\n").issues
    assert issue.code == "zone-unknown"
    (issue,) = check_pact_text(f"{HEAD}{GATE}attributes: {{a: {'x' * 5000}}}\n").issues
    assert len(issue.fact) < 150


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_every_way(end):
    text = BASE.replace("\n", end)
    assert issues_of(text) == []
    assert issues_of(text.replace("intent >= 30", "intnt >= 30"))[0].startswith("38:12 ")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_at_all_breaks_the_reader(text):
    assert check_pact_text(text).issues


@settings(deadline=None)
@given(st.integers(0, len(BASE) - 1), st.text(max_size=6), st.integers(0, 12))
def test_no_damage_to_a_pact_breaks_the_reader(at, instead, n_removed):
    damaged = BASE[:at] + instead + BASE[at + n_removed :]
    for issue in check_pact_text(damaged).issues:
        assert issue.place.line >= 1
        assert issue.place.line <= damaged.count("\n") + damaged.count("\r") + 1
