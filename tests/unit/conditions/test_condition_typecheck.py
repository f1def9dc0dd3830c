from datetime import date

import pytest
from hypothesis import given, settings
from message_tables import codes_in_full, read_messages, written_as_in
from trees import NAMES, typed_trees

from leadpact.conditions.findings import FINDING_LEVELS
from leadpact.conditions.nodes import Compare, Constant, In, Name
from leadpact.conditions.parse import parse_condition
from leadpact.conditions.render import render_condition
from leadpact.conditions.typecheck import Scope, check_condition
from leadpact.terms.attributes import AttributeType, NameType
from leadpact.terms.issues import Level

SCOPE = Scope(
    {
        "seniority": NameType(AttributeType.CATEGORY, ("VP", "C_LEVEL")),
        "region": NameType(AttributeType.CATEGORY),
        "title": NameType(AttributeType.TEXT),
        "n_employees": NameType(AttributeType.INTEGER),
        "growth_rate": NameType(AttributeType.NUMBER),
        "is_customer": NameType(AttributeType.BOOLEAN),
        "renewal_on": NameType(AttributeType.DATE),
        "fit": NameType(AttributeType.SCORE, can_be_missing=False),
    },
    frozenset({"pricing_viewed", "webinar_attended"}),
)
FINDINGS = read_messages("findings.txt")


def findings_of(text, scope=SCOPE):
    return check_condition(parse_condition(text), scope)[1]


@pytest.mark.parametrize(("text", "expected"), FINDINGS)
def test_findings_are_placed_and_explained(text, expected):
    found = [
        (f"{item.level} {item.code} {item.position.column}", f"{item.fact} {item.fix}")
        for item in findings_of(text)
    ]
    assert written_as_in(expected, found) == expected


def test_every_code_of_a_finding_is_shown():
    shown = {line.split()[1] for _, lines in FINDINGS for line in lines}
    assert shown | {"behaviour-not-allowed"} == set(FINDING_LEVELS)
    assert codes_in_full(FINDINGS, n_words=3, word=1) == sorted(shown)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("days_until(renewel) < 3", "Did you mean `renewal_on`?"),
        ("days_until(zzz) < 3", "Use one of: `renewal_on`."),
        (
            "days_since(pricing_viewed) < 3",
            "It is a kind of activity: write it in quotes, `days_since('pricing_viewed')`.",
        ),
        (
            "days_until(pricing_viewed) < 3",
            "It is a kind of activity; `days_until` counts to the date of an attribute.",
        ),
        (
            "days_since('renewal_on') < 3",
            "For the date, leave out the quotes: `days_since(renewal_on)`.",
        ),
        ("days_until(title) < 3", "Use one of: `renewal_on`."),
    ],
)
def test_the_fix_of_a_wrong_date_says_how_to_name_one(text, fix):
    assert [item.fix for item in findings_of(text)] == [fix]


def test_days_since_a_date_are_refused_where_the_scope_has_no_moment():
    scope = Scope(SCOPE.names, SCOPE.activity_kinds, allow_behaviour=False)
    [finding] = findings_of("days_until(renewal_on) < 3", scope)
    assert (finding.code, finding.level) == ("behaviour-not-allowed", Level.ERROR)
    assert "changes from day to day" in finding.fact


@pytest.mark.parametrize("text", ["count('nonsense') > 2", "2 < days_since('pricing_viewed')"])
def test_behaviour_is_refused_where_the_scope_forbids_it(text):
    scope = Scope(SCOPE.names, SCOPE.activity_kinds, allow_behaviour=False)
    [finding] = findings_of(text, scope)
    assert (finding.code, finding.level) == ("behaviour-not-allowed", Level.ERROR)
    assert finding.fact.endswith("looks at past activities, which is not possible here.")


def test_a_scope_without_names_says_to_declare_one():
    [name, activity] = findings_of("fit > 1 or count('x') > 1", Scope({}))
    assert (name.code, name.fix) == ("name-undeclared", "Declare it.")
    assert (activity.code, activity.fix) == ("activity-undeclared", "Declare it.")


def test_a_kind_of_activity_is_not_suggested_where_behaviour_is_forbidden():
    scope = Scope(SCOPE.names, SCOPE.activity_kinds, allow_behaviour=False)
    [finding] = findings_of("webinar_attended", scope)
    assert finding.fix.startswith("Declare it, or use one of: `fit`, ")


def test_a_name_that_a_must_have_makes_known_gives_no_warning():
    scope = Scope(SCOPE.names, known_names=frozenset({"title"}))
    text = "not title contains 'x-ray' and not n_employees > 3"
    assert ["n_employees" in item.fact for item in findings_of(text, scope)] == [True]


def test_texts_become_dates_on_either_side_and_in_lists():
    tree = parse_condition("'2026-01-31' < renewal_on or renewal_on in ('2026-02-28')")
    typed, findings = check_condition(tree, SCOPE)
    renewal = Name("renewal_on")
    assert not findings
    assert typed.operands == (
        Compare("<", Constant(date(2026, 1, 31)), renewal),
        In(renewal, (Constant(date(2026, 2, 28)),)),
    )
    assert typed.operands[1].constants[0].position.column == 45


@settings(deadline=None)
@given(typed_trees)
def test_a_typed_condition_survives_text_and_a_second_check(tree):
    scope = Scope(NAMES, frozenset({"web", "demo"}))
    again, findings = check_condition(parse_condition(render_condition(tree)), scope)
    assert again == tree
    assert check_condition(tree, scope)[0] == tree
    assert {item.code for item in findings if item.level is Level.ERROR} <= {"constant-comparison"}
