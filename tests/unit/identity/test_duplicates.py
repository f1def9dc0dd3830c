"""Two records of people are weighed field by field, and what says nothing weighs nothing."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.identity.duplicates import (
    AgreementLevel,
    FieldKind,
    MatchModel,
    PairOutcome,
    Test,
    blocking_keys,
    compare_people,
    make_model,
    match_person,
    prepare_person,
    shipped_model,
)
from leadpact.identity.duplicates.model import (
    UnableToReadModel,
    model_from_json,
    model_to_json,
    to_probability,
    to_weight,
)
from leadpact.identity.duplicates.prepare import LONGEST, PREPARE, prepare_value
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from vacuous import some

ANN = {
    "first_name": "Ann",
    "last_name": "Corfield",
    "email": "ann.corfield@acme.example",
    "phone": "+999 123 456 789",
    "company": "Acme Freight",
    "domain": "acme.example",
    "country": "DE",
}
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", " ", "n/a", "\x00", "\ud800", "\u202eabc", "𝔘𝔫𝔦", "a@b", "@", "日本", "１２"]
    ),
    st.text("ab \u0301\u200b", max_size=12),
)
RECORDS = st.fixed_dictionaries({}, optional={name: st.none() | TEXTS for name in ANN})


def test_the_same_words_are_the_same_person() -> None:
    match = compare_people(ANN, dict(ANN), shipped_model())
    assert match.outcome is PairOutcome.SAME
    assert match.probability > 0.999999


def test_colleagues_with_other_names_are_different() -> None:
    colleague = ANN | {"first_name": "Rolf", "last_name": "Tenwick", "phone": None, "email": None}
    assert compare_people(ANN, colleague, shipped_model()).outcome is PairOutcome.DIFFERENT


def test_a_short_form_a_typo_and_a_new_phone_do_not_hide_a_person() -> None:
    again = ANN | {"first_name": "Annie", "last_name": "Corfeild", "phone": "+999 222 333 444"}
    assert compare_people(ANN, again, shipped_model()).outcome is PairOutcome.SAME


def test_a_namesake_about_whom_nothing_else_is_known_is_not_merged() -> None:
    known = {"first_name": "Ann", "last_name": "Corfield"}
    assert compare_people(ANN, known, shipped_model()).outcome is not PairOutcome.SAME


def test_names_in_each_others_place_count_for_the_same_person() -> None:
    swapped = ANN | {"first_name": "Corfield", "last_name": "Ann", "email": None}
    match = compare_people(ANN, swapped, shipped_model())
    crossed = [reason.name for reason in match.reasons if reason.test is Test.CROSSED]
    assert crossed == ["first_name", "last_name"]
    assert match.outcome is PairOutcome.SAME


@pytest.mark.parametrize("blank", [None, "", "  ", "n/a", "N.A.", "unknown", "-", "\u200b", "\x00"])
def test_a_blank_never_equals_a_blank(blank: str | None) -> None:
    one = dict.fromkeys(ANN, blank)
    match = compare_people(one, dict(one), shipped_model())
    assert {reason.test for reason in match.reasons} == {Test.MISSING}
    assert match.weight == to_weight(shipped_model().prior)
    assert blocking_keys(one, shipped_model()) == ()


def test_a_role_address_and_a_made_up_one_are_nobodys_own() -> None:
    for address in ("info@acme.example", "Sales+de@acme.example", "asdf@asdf.com", "no address"):
        assert prepare_value(address, FieldKind.EMAIL) is None
    assert prepare_value(" Ann@Acme.EXAMPLE ", FieldKind.EMAIL) == "ann@acme.example"


def test_a_domain_of_free_mail_names_no_employer() -> None:
    assert prepare_value("gmail.com", FieldKind.DOMAIN) is None
    assert prepare_value("WWW.Acme.example", FieldKind.DOMAIN) == "acme.example"


def test_values_are_compared_in_one_spelling() -> None:
    assert prepare_value("  Müller-LÜDENSCHEIDT ", FieldKind.FAMILY_NAME) == "muller ludenscheidt"
    assert prepare_value("+49 (30) 12345-67", FieldKind.PHONE) == "49301234567"
    assert prepare_value("0000000", FieldKind.PHONE) is None
    assert prepare_value("19560409", FieldKind.DATE) == prepare_value("1956-04-09", FieldKind.DATE)


def test_the_reasons_and_the_prior_make_the_weight() -> None:
    match = compare_people(ANN, ANN | {"last_name": "Corfeild", "company": None}, shipped_model())
    total = to_weight(shipped_model().prior) + sum(reason.weight for reason in match.reasons)
    assert match.weight == pytest.approx(total)
    assert [reason.name for reason in match.reasons] == [
        comparison.name for comparison in shipped_model().comparisons
    ]


def test_weight_by_hand() -> None:
    """Fellegi and Sunter: log2 of prior odds, and log2(m/u) of each level."""
    (comparison,) = make_model({"phone": FieldKind.PHONE}).comparisons
    numbers = {Test.EQUAL: (0.8, 0.001), Test.EDITS: (0.1, 0.01), Test.OTHERWISE: (0.1, 0.989)}
    levels = tuple(
        replace(level, m=numbers[level.test][0], u=numbers[level.test][1])
        if level.test in numbers
        else level
        for level in comparison.levels
    )
    model = replace(
        make_model({"phone": FieldKind.PHONE}),
        comparisons=(replace(comparison, levels=levels),),
        prior=0.01,
    )
    match = compare_people({"phone": "1234567"}, {"phone": "1234567"}, model)
    odds = 0.01 / 0.99 * 800
    assert match.weight == pytest.approx(math.log2(odds))
    assert match.probability == pytest.approx(odds / (1 + odds))
    near = compare_people({"phone": "1234567"}, {"phone": "1234576"}, model)
    assert near.weight == pytest.approx(math.log2(0.01 / 0.99 * 10))


def test_a_common_name_weighs_less_than_a_rare_one() -> None:
    shares = {"last_name": {"smith": 0.01}}
    model = replace(shipped_model(), frequencies=shares, floors={"last_name": 1e-4})
    weights = {
        name: next(
            reason.weight
            for reason in compare_people({"last_name": name}, {"last_name": name}, model).reasons
            if reason.name == "last_name"
        )
        for name in ("Smith", "Corfield")
    }
    assert weights["Corfield"] - weights["Smith"] == pytest.approx(math.log2(0.01 / 1e-4))


def test_people_share_a_key_though_every_field_but_one_differs() -> None:
    model = shipped_model()
    other = {"email": "ANN.corfield@acme.example", "last_name": "Other", "first_name": "Name"}
    shared = set(blocking_keys(ANN, model)) & set(blocking_keys(other, model))
    assert shared == {"0|ann.corfield@acme.example"}


def test_the_best_candidate_and_the_runner_up_are_named() -> None:
    cousin = ANN | {"first_name": "Rolf", "email": None, "phone": None}
    stranger = {"first_name": "Zoe", "last_name": "Quist", "email": "z@else.example"}
    found = match_person(ANN, {"c": cousin, "a": ANN, "s": stranger}, shipped_model())
    assert found.outcome is PairOutcome.SAME
    assert found.best is not None
    assert found.runner_up is not None
    assert (found.best.record_id, found.runner_up.record_id) == ("a", "c")
    assert found.n_compared == 3


def test_nobody_to_compare_with_is_different_and_crowded_keys_are_reported() -> None:
    found = match_person(ANN, {}, shipped_model(), crowded_keys=("1|999123456789",))
    assert (found.outcome, found.best, found.runner_up) == (PairOutcome.DIFFERENT, None, None)
    assert found.crowded_keys == ("1|999123456789",)


def test_the_policy_decides_what_a_probability_means() -> None:
    weak = {"first_name": "Ann", "last_name": "Corfield", "country": "DE"}
    probability = compare_people(ANN, weak, shipped_model()).probability
    outcomes = [
        compare_people(ANN, weak, shipped_model(), DuplicatePolicy(p_same=s, p_possible=p)).outcome
        for s, p in ((probability, 0.0), (1.0, probability), (1.0, 1.0))
    ]
    assert outcomes == [PairOutcome.SAME, PairOutcome.POSSIBLE, PairOutcome.DIFFERENT]


def test_a_model_is_read_back_as_it_was_written() -> None:
    model = replace(
        shipped_model(), frequencies={"last_name": {"ünal": 0.01}}, floors={"last_name": 1e-4}
    )
    assert model_from_json(model_to_json(model)) == model


@pytest.mark.parametrize("text", ['{"version": 0}', "[]", "null"])
def test_a_text_that_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(UnableToReadModel):
        model_from_json(text)


def test_the_shipped_model_is_trained_throughout() -> None:
    model = shipped_model()
    assert "seed" in model.provenance
    levels = [level for item in model.comparisons for level in item.levels]
    assert all((level.m is None) is (level.test is Test.MISSING) for level in some(levels))
    assert all(0 < (level.m or 1) <= 1 and 0 < (level.u or 1) <= 1 for level in levels)
    assert _is_like(model, make_model(model.fields))


def _is_like(one: MatchModel, other: MatchModel) -> bool:
    """Tell whether two models ask the same, whatever their numbers."""
    bare = [
        [
            (item.name, [replace(level, m=None, u=None) for level in item.levels])
            for item in m.comparisons
        ]
        for m in (one, other)
    ]
    return bare[0] == bare[1] and one.keys == other.keys


def test_a_field_whose_name_is_no_name_is_refused() -> None:
    for name in ("last name", "Last", "a__b", "x; drop table y", ""):
        with pytest.raises(ValueError, match="no name"):
            make_model({name: FieldKind.CATEGORY})


def test_weight_and_probability_are_inverse() -> None:
    for probability in (1e-9, 0.5, 0.9, 1 - 1e-9):
        assert to_probability(to_weight(probability)) == pytest.approx(probability)
    assert to_weight(1.0) == math.inf
    assert to_weight(0.0) == -math.inf
    assert to_probability(5000.0) == 1.0
    assert to_probability(-5000.0) == 0.0


@settings(max_examples=150)
@given(one=RECORDS, other=RECORDS)
def test_any_two_records_are_compared_and_their_order_does_not_matter(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    model = shipped_model()
    forth, back = compare_people(one, other, model), compare_people(other, one, model)
    assert forth == back
    assert 0 <= forth.probability <= 1
    assert set(blocking_keys(one, model)) == set(blocking_keys(dict(reversed(one.items())), model))


@settings(max_examples=150)
@given(text=TEXTS, kind=st.sampled_from(FieldKind))
def test_preparing_twice_changes_nothing(text: str, kind: FieldKind) -> None:
    once = prepare_value(text, kind)
    assert prepare_value(once, kind) == once
    assert once != ""


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("unit", ["a", "ﷺ", "\u0301", "1-", "@", "日", "\x00", "ß"])
def test_of_a_huge_text_only_the_beginning_is_compared(unit: str, kind: FieldKind) -> None:
    whole = prepare_value(unit * 1_000_000, kind)
    assert whole == prepare_value(unit * (8 * LONGEST), kind)
    assert whole is None or len(whole) <= 4 * LONGEST


def test_every_kind_has_a_spelling_and_comparisons() -> None:
    assert set(PREPARE) <= set(FieldKind)
    for kind in FieldKind:
        (comparison,) = make_model({"field": kind}).comparisons
        assert comparison.levels[0] == AgreementLevel(Test.MISSING, "field")
        assert comparison.levels[-1] == AgreementLevel(Test.OTHERWISE)


def test_a_person_is_prepared_once_and_compared_as_often_as_need_be() -> None:
    model = shipped_model()
    person = prepare_person(ANN, model)
    assert compare_people(person, ANN, model) == compare_people(ANN, ANN, model)
    assert blocking_keys(person, model) == blocking_keys(ANN, model)
