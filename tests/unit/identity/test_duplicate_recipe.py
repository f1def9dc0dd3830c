"""What the kinds of a record's fields make of it: spellings, comparisons, keys."""

import pytest

from leadpact.identity.duplicates import (
    AgreementLevel,
    FieldKind,
    Test,
    compare_people,
    make_model,
)
from leadpact.identity.duplicates.prepare import prepare_person, prepare_value
from leadpact.identity.duplicates.recipe import LEAD_FIELDS

Between = list[tuple[Test, str, float]]

BETWEEN: dict[FieldKind, Between] = {
    FieldKind.GIVEN_NAME: [
        (Test.EQUAL, "field__root", 0),
        (Test.SIMILAR, "field", 0.92),
        (Test.SIMILAR, "field", 0.8),
    ],
    FieldKind.FAMILY_NAME: [(Test.SIMILAR, "field", 0.92), (Test.SIMILAR, "field", 0.8)],
    FieldKind.DATE: [
        (Test.EDITS, "field", 1),
        (Test.EDITS, "field", 2),
        (Test.EQUAL, "field__year", 0),
    ],
    FieldKind.PLACE: [(Test.SIMILAR, "field", 0.9)],
    FieldKind.ADDRESS: [(Test.SIMILAR, "field", 0.9), (Test.SIMILAR, "field", 0.75)],
    FieldKind.POSTCODE: [(Test.EDITS, "field", 1), (Test.EQUAL, "field__area", 0)],
    FieldKind.IDENTIFIER: [(Test.EDITS, "field", 1), (Test.EDITS, "field", 2)],
    FieldKind.EMAIL: [(Test.SIMILAR, "field", 0.97)],
    FieldKind.PHONE: [(Test.EDITS, "field", 1)],
    FieldKind.COMPANY: [(Test.SIMILAR, "field", 0.92), (Test.SIMILAR, "field", 0.8)],
    FieldKind.DOMAIN: [],
    FieldKind.CATEGORY: [],
}
"""The table of docs/explanation/duplicates.md."""

OF_ONE_PERSON = {FieldKind.IDENTIFIER, FieldKind.EMAIL, FieldKind.PHONE}


def levels(kind: FieldKind) -> tuple[AgreementLevel, ...]:
    (comparison,) = make_model({"field": kind}).comparisons
    return comparison.levels


@pytest.mark.parametrize("kind", FieldKind)
def test_levels_of_a_kind_are_those_of_the_documentation(kind: FieldKind) -> None:
    assert [(item.test, item.column, item.limit) for item in levels(kind)] == [
        (Test.MISSING, "field", 0),
        (Test.EQUAL, "field", 0),
        *BETWEEN[kind],
        (Test.OTHERWISE, "", 0),
    ]


@pytest.mark.parametrize("kind", FieldKind)
def test_only_what_many_people_share_counts_by_its_frequency(kind: FieldKind) -> None:
    """Nobody shares an identifier, an address or a phone as one shares the name Smith."""
    counted = [item.test for item in levels(kind) if item.by_frequency]
    assert counted == ([] if kind in OF_ONE_PERSON else [Test.EQUAL])


def test_names_are_compared_crosswise_and_employers_by_name_or_domain_together() -> None:
    model = make_model(LEAD_FIELDS)
    by_name = {item.name: item for item in model.comparisons}
    assert list(by_name) == ["first_name", "last_name", "email", "phone", "country", "employer"]
    for name, other in (("first_name", "last_name"), ("last_name", "first_name")):
        crossed = by_name[name].levels[2]
        assert (crossed.test, crossed.column, crossed.other) == (Test.CROSSED, name, other)
    employer = by_name["employer"]
    assert employer.fields == ("company", "domain")
    assert employer.levels == (
        AgreementLevel(Test.MISSING, "company", other="domain", explained_by=("phone",)),
        AgreementLevel(Test.EQUAL, "domain", by_frequency=True),
        AgreementLevel(Test.EQUAL, "company", by_frequency=True),
        AgreementLevel(Test.SIMILAR, "company", 0.92),
        AgreementLevel(Test.SIMILAR, "company", 0.8),
        AgreementLevel(Test.OTHERWISE),
    )


def test_employers_of_two_names_are_compared_each_alone() -> None:
    kinds = {"first": FieldKind.COMPANY, "second": FieldKind.COMPANY}
    assert [item.name for item in make_model(kinds).comparisons] == ["first", "second"]
    kinds |= {"domain": FieldKind.DOMAIN}
    assert [item.name for item in make_model(kinds).comparisons] == ["first", "second", "domain"]


def test_leads_share_a_key_by_address_phone_names_or_a_name_with_the_employer() -> None:
    assert make_model(LEAD_FIELDS).keys == (
        ("email",),
        ("phone",),
        ("first_name__start", "last_name__start"),
        ("first_name", "last_name"),
        ("first_name__start", "company"),
        ("last_name__start", "company"),
        ("first_name__start", "domain"),
        ("last_name__start", "domain"),
    )


def test_people_of_a_register_share_a_key_by_names_dates_and_places() -> None:
    kinds = {
        "given": FieldKind.GIVEN_NAME,
        "family": FieldKind.FAMILY_NAME,
        "born": FieldKind.DATE,
        "town": FieldKind.PLACE,
        "street": FieldKind.ADDRESS,
        "code": FieldKind.POSTCODE,
        "number": FieldKind.IDENTIFIER,
    }
    assert set(make_model(kinds).keys) == {
        ("number",),
        ("given__start", "family__start"),
        ("given", "family"),
        *((name, "born") for name in ("given", "family", "town", "street", "code__area")),
        *(
            (f"{name}__start", place)
            for name in ("given", "family")
            for place in ("town", "street", "code__area")
        ),
        ("given__initial", "family__initial", "born__year"),
        ("town", "street"),
    }


@pytest.mark.parametrize(
    ("kind", "text", "spelled"),
    [
        (FieldKind.PHONE, "+1 (22) 11-122", "12211122"),
        (FieldKind.PHONE, "1211111", "1211111"),  # seven digits of two sorts are the least
        (FieldKind.PHONE, "121111", None),
        (FieldKind.PHONE, "111 11 11", None),
        (FieldKind.DATE, "2026-01-31", "2026-01-31"),
        (FieldKind.DATE, "20260131", "2026-01-31"),
        (FieldKind.DATE, " 2026/01/31 10:15 ", "2026-01-31"),
        (FieldKind.DATE, "2026-1-3", "2026 1 3"),
        (FieldKind.DATE, "January 2026", "january 2026"),
        (FieldKind.DOMAIN, "WWW.Acme.com", "acme.com"),
        (FieldKind.DOMAIN, " acme.co ", "acme.co"),
        (FieldKind.DOMAIN, "acme.c", None),
        (FieldKind.DOMAIN, "acme", None),
        (FieldKind.DOMAIN, ".com", None),
        (FieldKind.DOMAIN, "gmail.com", None),
        (FieldKind.EMAIL, "JO+News@Acme.com", "jo+news@acme.com"),
        (FieldKind.EMAIL, "sales+jo@acme.com", None),  # of a role, whatever its tag
        (FieldKind.EMAIL, "jo+sales@acme.com", "jo+sales@acme.com"),
        (FieldKind.EMAIL, "@acme.com", None),
        (FieldKind.EMAIL, "jo@", None),
        (FieldKind.EMAIL, "jo", None),
        (FieldKind.IDENTIFIER, "AB-12 / 3", "ab123"),
        (FieldKind.IDENTIFIER, "n/a", None),
        (FieldKind.PLACE, "  São-Paulo ", "sao paulo"),
        (FieldKind.PLACE, "Keine Angabe", None),
        (FieldKind.PLACE, "undefined", None),
        (FieldKind.PLACE, "not provided", None),
        (FieldKind.PLACE, "--", None),
    ],
)
def test_a_value_has_one_spelling_or_none(kind: FieldKind, text: str, spelled: str | None) -> None:
    assert prepare_value(text, kind) == spelled


@pytest.mark.parametrize("kind", [FieldKind.EMAIL, FieldKind.DOMAIN])
def test_an_address_is_compared_up_to_two_hundred_characters(kind: FieldKind) -> None:
    text = "a@" if kind is FieldKind.EMAIL else "a."
    text += "b" * (194 - len(text)) + "."
    assert prepare_value(text + "comnet", kind) == text + "comne"


@pytest.mark.parametrize("kind", [FieldKind.PLACE, FieldKind.IDENTIFIER])
def test_a_text_is_compared_up_to_a_hundred_characters(kind: FieldKind) -> None:
    assert prepare_value("a" * 99 + "bc", kind) == "a" * 99 + "b"


@pytest.mark.parametrize(
    ("column", "value", "derived"),
    [
        ("code__area", "SW1A 1AA", "sw1a"),
        ("code__area", "90210", "90"),
        ("code__area", "12", "1"),
        ("code__area", "9", "9"),
        ("born__year", "2026-01-31", "2026"),
        ("given__root", "Bob Ray", "robert"),
        ("given__root", "Zenobia", "zenobia"),
        ("given__start", "Zenobia", "zen"),
        ("given__initial", "Zenobia", "z"),
        ("given__initial", "", None),
    ],
)
def test_a_column_is_derived_from_the_spelling(
    column: str, value: str, derived: str | None
) -> None:
    kinds = {
        "given": FieldKind.GIVEN_NAME,
        "family": FieldKind.FAMILY_NAME,
        "born": FieldKind.DATE,
        "code": FieldKind.POSTCODE,
    }
    person = prepare_person({column.split("__", maxsplit=1)[0]: value}, make_model(kinds))
    assert person.values[column] == derived


def test_names_that_have_nothing_in_common_are_not_crossed() -> None:
    model = make_model({"given": FieldKind.GIVEN_NAME, "family": FieldKind.FAMILY_NAME})

    def tests(one: tuple[str, ...], other: tuple[str, ...]) -> list[Test]:
        left, right = ({"given": given, "family": family} for given, family in (one, other))
        return [reason.test for reason in compare_people(left, right, model).reasons]

    assert tests(("Ann", "Corfield"), ("Rolf", "Tenwick")) == [Test.OTHERWISE] * 2
    assert tests(("Ann", "Corfield"), ("Corfield", "Ann")) == [Test.CROSSED] * 2
    assert tests(("Ann", ""), ("Rolf", "")) == [Test.OTHERWISE, Test.MISSING]
    assert tests(("Zenobia", "Corfield"), ("Zenobio", "Corfeild")) == [Test.SIMILAR] * 2
