"""The rules that a job title meets, and which of them count."""

import pytest

from leadpact.identity.hygiene.job_title import clean_title


@pytest.mark.parametrize(
    ("text", "rule_ids"),
    [
        ("Chief Officer", ("en:chief ... officer",)),
        ("Chief Zig Zag Zog Zug Zeg Officer", ("en:chief ... officer",)),  # five words between
        ("Chief Zig Zag Zog Zug Zeg Zyg Officer", ("en:chief", "en:officer")),
        ("Chief Zig, Officer", ("en:chief", "en:officer")),
        ("Sales Chief Zig Officer", ("en:sales", "en:chief ... officer")),
    ],
)
def test_a_rule_with_a_gap_is_met_over_five_words_of_one_stretch(
    text: str, rule_ids: tuple[str, ...]
) -> None:
    assert clean_title(text).rule_ids == rule_ids


@pytest.mark.parametrize(
    ("text", "rule_ids"),
    [
        ("Vertriebsleiter", ("de:vertrieb*", "de:*leiter")),
        ("Leiter", ("de:leiter|leiterin|leitung",)),  # a rule of its own comes before its parts
        ("vertrieb" + "x" * 26 + "leiter", ("de:vertrieb*", "de:*leiter")),  # of forty letters
        ("vertrieb" + "x" * 27 + "leiter", ()),
    ],
)
def test_a_word_meets_the_rules_of_its_beginning_and_its_end(
    text: str, rule_ids: tuple[str, ...]
) -> None:
    assert clean_title(text).rule_ids == rule_ids


@pytest.mark.parametrize(
    ("text", "rule_ids"),
    [
        ("Sales Assistant to the VP", ("en:sales", "en:assistant")),
        ("Assistant of Sales", ("en:assistant", "en:sales")),  # no rank is assisted
        ("Assistant Sales Director", ("en:assistant", "en:sales", "en:director")),
        ("Finance assistant", ("en:finance", "en:assistant")),
        ("Finance's assistant", ("en:assistant",)),
        ("VP Assistant", ("en:assistant",)),
        ("Sales VP Assistant", ("en:sales", "en:assistant")),
        ("Head of assistants", ("en:head", "*:assistants")),
        ("VP, Assistant", ("en:vp", "en:assistant")),  # parted by a comma: two roles
    ],
)
def test_of_who_is_assisted_nothing_counts(text: str, rule_ids: tuple[str, ...]) -> None:
    assert clean_title(text).rule_ids == rule_ids


@pytest.mark.parametrize(
    "words", ["to of for the our", "de du des d la le del al do da a", "der von für bei"]
)
def test_these_words_lead_from_an_assistant_to_who_is_assisted(words: str) -> None:
    for word in words.split():
        assert clean_title(f"Assistant {word} VP").rule_ids == ("en:assistant",), word


@pytest.mark.parametrize(
    ("text", "rule_ids"),
    [
        ("Former CEO, CFO", ("en:former", "en:cfo")),
        ("Former CEO & CFO", ("en:former",)),  # one stretch
        ("CFO, former CEO", ("en:cfo", "en:former")),
        ("CFO retired, Board Member", ("en:retired", "en:board member")),
        ("Retired CFO", ("en:retired",)),
        ("CEO at Acme Sales", ("*:ceo",)),
        ("At Acme CEO", ("en:at", "*:ceo")),  # nothing stands before it
    ],
)
def test_what_is_of_the_past_or_of_the_employer_does_not_count(
    text: str, rule_ids: tuple[str, ...]
) -> None:
    assert clean_title(text).rule_ids == rule_ids


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12 34", "no letters"),
        ("https://acme.com", "an address"),
        ("WWW.acme", "an address"),
        ("a@b.c", "an address"),
        ("a@bc", "placeholder"),
        ("aaa", "keys struck"),
        ("asdfghbobo", "keys struck"),  # six of ten letters are neighbours on the keyboard
        ("job title", "placeholder"),
        ("title here", "placeholder"),
        ("Dr", "placeholder"),
    ],
)
def test_what_is_no_title_says_why(text: str, why: str) -> None:
    assert [fault.detail for fault in clean_title(text).faults] == [why]


@pytest.mark.parametrize("text", ["jo @b.c", "@b.c", "title sales", "Job title: CEO", "sales 12"])
def test_what_may_be_a_title_is_kept(text: str) -> None:
    assert clean_title(text).value == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("SALES DIRECTOR OF ABC", "Sales Director of ABC"),
        ("SALES OF ACME", "Sales of Acme"),  # four letters are quieted where five are
        ("HEAD OF IT", "HEAD OF IT"),  # nothing of five letters, so it may be abbreviations
        ("Head of SALES", "Head of SALES"),
        ("SALES2 DIR", "SALES2 DIR"),
        ("VERKÄUFER", "VERKÄUFER"),
    ],
)
def test_a_title_all_in_capitals_is_quieted_where_it_is_words(text: str, shown: str) -> None:
    assert clean_title(text).value == shown


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("Sales Intern", "STUDENT SALES"),
        ("Manager, Sales Intern", "MANAGER SALES"),  # the rank is in another part
        ("VP Trainee", "STUDENT UNKNOWN"),
        ("Sales & Marketing", "UNKNOWN SALES"),
        ("Agriculture and Sales", "UNKNOWN OTHER"),  # the least that names an area as well
        ("Marketing Designer", "INDIVIDUAL MARKETING"),  # an area before an occupation
        ("Designer & Founder", "OWNER DESIGN"),
        ("senior", "SENIOR UNKNOWN"),
    ],
)
def test_seniority_and_function_follow_the_part_that_counts(text: str, reported: str) -> None:
    title = clean_title(text)
    assert f"{title.seniority} {title.job_function}" == reported


@pytest.mark.parametrize(
    ("text", "language"),
    [("CEO", None), ("Sales Director", "en"), ("Leiter Sales", "de"), ("Jefe de ventas", "es")],
)
def test_english_is_the_language_only_where_it_is_alone(text: str, language: str | None) -> None:
    assert clean_title(text).language == language
