"""Plain values read as a lead and its activities: what is taken as what, and what is refused."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from engine_world import pact

from leadpact.engine.read import (
    MAX_NUMBER,
    UnableToReadLead,
    read_activities,
    read_attribute,
    read_lead,
    read_people,
    read_person,
    read_time,
    refuse_unknown,
)
from leadpact.pact.ruleset import Attribute
from leadpact.terms.attributes import AttributeType
from leadpact.terms.stages import Stage

T = AttributeType
PACT = pact('when: "n_employees >= 200", points: 5')


def read(kind: AttributeType, value: Any) -> Any:
    return read_attribute(value, Attribute("x", kind, (), "leads", "x"), "lead.x")


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        (T.TEXT, " VP ", "VP"),
        (T.CATEGORY, " fair ", "fair"),
        (T.INTEGER, 7, 7),
        (T.INTEGER, 7.0, 7),
        (T.INTEGER, 0, 0),
        (T.INTEGER, 2**53, 2**53),
        (T.INTEGER, -(2**53), -(2**53)),
        (T.NUMBER, 2, 2.0),
        (T.NUMBER, -1.5, -1.5),
        (T.NUMBER, MAX_NUMBER, MAX_NUMBER),
        (T.BOOLEAN, True, True),
        (T.BOOLEAN, False, False),
        (T.DATE, "2026-01-31", date(2026, 1, 31)),
        (T.DATE, date(2026, 1, 31), date(2026, 1, 31)),
    ],
)
def test_a_value_of_its_type_is_read(kind: AttributeType, value: object, found: object) -> None:
    given = read(kind, value)
    assert (given, type(given)) == (found, type(found))


@pytest.mark.parametrize("kind", [kind for kind in T if kind is not T.SCORE])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_nothing_and_blanks_are_missing(kind: AttributeType, value: object) -> None:
    assert read(kind, value) is None


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (T.TEXT, 5, "a text in quotes"),
        (T.CATEGORY, True, "a text in quotes"),
        (T.INTEGER, 7.5, "a whole number"),
        (T.INTEGER, True, "a whole number"),
        (T.INTEGER, "7", "a whole number"),
        (T.INTEGER, 2**53 + 1, "a whole number"),
        (T.INTEGER, float("inf"), "a whole number"),
        (T.NUMBER, True, "a number"),
        (T.NUMBER, "1.5", "a number"),
        (T.NUMBER, float("inf"), "a number"),
        (T.NUMBER, float("nan"), "a number"),
        (T.NUMBER, 10**400, "a number"),
        (T.BOOLEAN, 1, "true or false"),
        (T.BOOLEAN, "true", "true or false"),
        (T.DATE, datetime(2026, 1, 31, tzinfo=UTC), "a date such as 2026-01-31"),
        (T.DATE, "2026-02-30", "a date such as 2026-01-31"),
        (T.DATE, 20260131, "a date such as 2026-01-31"),
    ],
)
def test_a_value_of_another_type_is_refused_with_what_to_write(
    kind: AttributeType, value: object, wanted: str
) -> None:
    with pytest.raises(UnableToReadLead) as refused:
        read(kind, value)
    assert refused.value.path == "lead.x"
    assert refused.value.fact.endswith(f" is no {kind} value.")
    assert refused.value.fix == f"Write {wanted}, or leave it out."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "true"),
        ([None], "[None]"),
        ("x" * 58, f"'{'x' * 58}'"),  # 60 characters with its quotes
        ("x" * 59, f"'{'x' * 56}..."),
    ],
)
def test_a_refused_value_is_shown_in_at_most_sixty_characters(value: object, shown: str) -> None:
    with pytest.raises(UnableToReadLead) as refused:
        read(T.INTEGER, value)
    assert refused.value.fact == f"{shown} is no integer value."


def test_a_record_is_read_with_what_the_pact_asks() -> None:
    given = {
        "lead_id": 17,
        "account_id": " A1 ",
        "n_employees": 250,
        "shoe_size": 44,
        "created_at": "2026-01-31T09:00:00+01:00",
        "stage": "RECYCLED",
        "stage_at": "2026-02-01T00:00:00.9Z",
    }
    lead = read_lead(given, PACT)
    assert (lead.lead_id, lead.account_id) == ("17", "A1")
    assert lead.attributes == {"n_employees": 250}
    assert lead.created_at == datetime(2026, 1, 31, 8, tzinfo=UTC)
    assert (lead.stage, lead.stage_at) == (Stage.RECYCLED, datetime(2026, 2, 1, tzinfo=UTC))


def test_a_record_without_anything_is_a_lead_without_an_id() -> None:
    lead = read_lead({"stage": " ", "created_at": ""}, PACT)
    assert (lead.lead_id, lead.account_id, lead.stage, lead.created_at) == ("", None, None, None)
    assert lead.attributes == {"n_employees": None}


@pytest.mark.parametrize(
    "value",
    [True, 1.5, ["L1"], {"id": "L1"}, f"half {chr(0xD800)}", f"half {chr(0xDFFF)}"],
    ids=ascii,
)
def test_what_is_no_whole_text_is_no_id(value: object) -> None:
    with pytest.raises(UnableToReadLead, match=r"^lead\.lead_id: "):
        read_lead({"lead_id": value}, PACT)


@pytest.mark.parametrize("letter", [chr(0xD7FF), chr(0xE000), chr(0x1F600)], ids=ascii)
def test_letters_next_to_the_halves_are_whole(letter: str) -> None:
    assert read_lead({"lead_id": letter}, PACT).lead_id == letter


@pytest.mark.parametrize(
    ("value", "fact"),
    [
        ("tomorrow", "'tomorrow' is no time in ISO 8601."),
        (5, "5 is no time in ISO 8601."),
        ("2026-01-31T09:00:00", "'2026-01-31T09:00:00' has no time zone, so it names no moment."),
        ("1969-12-31T23:59:59Z", "'1969-12-31T23:59:59Z' lies outside the years 1970 to 2099."),
        ("2100-01-01T00:00:00Z", "'2100-01-01T00:00:00Z' lies outside the years 1970 to 2099."),
    ],
)
def test_what_names_no_moment_is_refused(value: object, fact: str) -> None:
    with pytest.raises(UnableToReadLead) as refused:
        read_time(value, "as_of")
    assert refused.value.fact == fact


def test_a_moment_of_its_own_type_is_taken_as_it_is() -> None:
    moment = datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert read_time(moment, "as_of") == moment


def test_an_activity_without_an_id_or_a_value_is_one_of_its_own() -> None:
    at = "2026-01-31T09:00:00Z"
    given = {"channel": "email", "campaign": "May", "content": "guide", "value": 0}
    bare, full = read_activities(
        [{"kind": "web", "occurred_at": at}, {"kind": "web", "occurred_at": at, **given}]
    )
    assert (bare.activity_id, full.activity_id) == ("#0", "#1")
    assert (bare.channel, bare.campaign, bare.content, bare.value) == (None, None, None, None)
    assert (full.channel, full.campaign, full.content, full.value) == ("email", "May", "guide", 0.0)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"kind": " "}, "activities[0].kind"),
        ({"occurred_at": None}, "activities[0].occurred_at"),
        ({"value": True}, "activities[0].value"),
        ({"lead_id": 1.5}, "activities[0].lead_id"),
        ({"recorded_at": ["x"]}, "activities[0].recorded_at"),
        ({"chanel": "email"}, "activities[0].chanel"),
    ],
)
def test_an_activity_that_cannot_be_is_refused_at_its_place(
    changed: dict[str, Any], path: str
) -> None:
    given = {"kind": "web", "occurred_at": "2026-01-31T09:00:00Z", **changed}
    with pytest.raises(UnableToReadLead) as refused:
        read_activities([given])
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("values", "path", "fix"),
    [
        ({"stagee": 1}, "stagee", "Did you mean `stage`?"),
        ({"xyz": 1}, "xyz", "Known: lead, stage."),
    ],
)
def test_a_misspelt_name_is_refused_with_what_was_meant(
    values: dict[str, Any], path: str, fix: str
) -> None:
    with pytest.raises(UnableToReadLead) as refused:
        refuse_unknown(values, ("lead", "stage"), "")
    assert (refused.value.path, refused.value.fix) == (path, fix)


def test_a_person_needs_a_record_and_may_lack_activities() -> None:
    assert read_person({"lead": {}, "activities": None}, PACT).activities == []
    nine = {f"n{number}": 1 for number in range(9)}
    shown = ", ".join(f"`n{number}`" for number in range(8))
    for values, fact in (
        ({}, "There is no `lead`."),
        (nine, f"There is no `lead` among {shown}."),
    ):
        with pytest.raises(UnableToReadLead) as refused:
            read_person(values, PACT)
        assert (refused.value.path, refused.value.fact) == ("lead", fact)


def test_colleagues_are_named_by_their_number() -> None:
    assert read_people(None, PACT) == []
    with pytest.raises(UnableToReadLead, match=r"^colleagues\[1\]\.lead: "):
        read_people([{"lead": {}}, {}], PACT)
    with pytest.raises(UnableToReadLead, match=r"^colleagues\[1\]: "):
        read_people([{"lead": {}}, 5], PACT)
    with pytest.raises(UnableToReadLead, match=r"^the line: 5 is no mapping"):
        read_person(5, PACT)
