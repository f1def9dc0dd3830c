"""The letters whose case is folded, and how a finding is written."""

import pytest

from leadpact.terms.issues import Failure, Issue, Level, Place, UnableToExecute, has_errors
from leadpact.terms.text import FOLD_FROM, FOLD_TO, fold_case


@pytest.mark.parametrize(
    ("capitals", "small"),
    [
        ("AZ", "az"),  # the first and the last of each block
        ("ÀÖØÞ", "àöøþ"),
        ("ĀĮIJŸŹŽ", "āįijÿźž"),  # Ÿ has its small letter in the block before
    ],
)
def test_capitals_of_the_latin_blocks_become_small(capitals: str, small: str) -> None:
    assert fold_case(capitals) == small


def test_signs_small_letters_and_letters_of_other_blocks_stay() -> None:
    for letter in "@[`az{¿×ßàÿıſƀƁΑЯİ":
        assert fold_case(letter) == letter


def test_every_capital_of_the_table_has_one_small_letter_of_its_own() -> None:
    # 26; thirty of Latin-1, without the sign ×; of the 64 pairs of Extended-A all but two: İ has no
    # small letter of one character, and ı, ĸ, ŉ and ſ are small letters without a capital.
    assert len(FOLD_FROM) == len(FOLD_TO) == 26 + 30 + 62
    assert len(set(FOLD_FROM)) == len(set(FOLD_TO)) == len(FOLD_FROM)


ISSUE = Issue("some-code", Level.WARNING, Place("pact.yaml", 3, 7), "It is so.", "Change it.")


def test_an_issue_is_written_with_its_place_level_and_code() -> None:
    assert str(ISSUE) == "pact.yaml:3:7 warning some-code: It is so. Change it."
    assert ISSUE.as_dict() == {
        "code": "some-code",
        "level": "warning",
        "file": "pact.yaml",
        "line": 3,
        "column": 7,
        "fact": "It is so.",
        "fix": "Change it.",
    }


@pytest.mark.parametrize(
    ("place", "written"),
    [(Place("a"), "a"), (Place("a", 1), "a:1"), (Place("a", 2, 1), "a:2:1")],
)
def test_a_place_is_written_as_far_as_it_is_known(place: Place, written: str) -> None:
    assert str(place) == written


@pytest.mark.parametrize(
    ("levels", "stops"),
    [
        ([], False),
        ([Level.WARNING, Level.FUTURE_ERROR], False),
        ([Level.WARNING, Level.ERROR], True),
    ],
)
def test_only_an_error_stops_the_work(levels: list[Level], stops: bool) -> None:
    assert has_errors(Issue("c", level, Place("f"), "F.", "X.") for level in levels) is stops


def test_a_failure_is_an_error_at_its_place() -> None:
    failure = Failure("some-code", "folder", "It is full.", "Empty it.")
    assert str(failure) == "folder: It is full. Empty it."
    assert failure.issue == Issue(
        "some-code", Level.ERROR, Place("folder"), "It is full.", "Empty it."
    )


@pytest.mark.parametrize(
    ("error", "reason"),
    [(ValueError("  first\nsecond"), "first"), (ValueError(" \n"), "ValueError")],
)
def test_what_an_engine_could_not_do_is_reported_in_its_first_line(
    error: Exception, reason: str
) -> None:
    reported = UnableToExecute(error)
    assert reported.reason == reason
    assert str(reported).startswith(f"The data could not be worked on: {reason} ")
