"""A match model trained without labels: what each rule leaves untrained, and what comes out."""

from math import log2
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from leadpact.identity.duplicates import AgreementLevel, FieldKind, Test, make_model
from leadpact.identity.duplicates.batch import UnableToDedupe
from leadpact.identity.duplicates.recipe import LEAD_FIELDS
from leadpact.identity.duplicates.train import _trained, settle_prior, train_model, training_rules
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy

pytest.importorskip("splink")

FIELDS = {
    "given": FieldKind.GIVEN_NAME,
    "family": FieldKind.FAMILY_NAME,
    "born": FieldKind.DATE,
    "code": FieldKind.POSTCODE,
}


def test_leads_are_trained_by_names_by_address_and_by_phone() -> None:
    assert training_rules(make_model(LEAD_FIELDS)) == [
        ("first_name", "last_name"),
        ("email",),
        ("phone",),
    ]


def test_people_of_a_register_are_trained_by_dates_and_by_postcode_with_a_name_too() -> None:
    assert training_rules(make_model(FIELDS)) == [
        ("given", "family"),
        ("born",),
        ("code", "given"),
        ("code", "family"),
    ]


@pytest.mark.parametrize(
    ("saved", "m", "u"),
    [
        ({"m_probability": 0.9, "u_probability": 0.1}, 0.9, 0.1),
        ({"m_probability": 0.9, "u_probability": None}, 0.9, 1e-6),
        ({"m_probability": 0.0, "u_probability": 0.0}, 1e-6, 1e-6),
        ({"u_probability": 0.1}, 0.1, 0.1),  # m is not known: the level weighs nothing
        ({}, 1e-6, 1e-6),
    ],
)
def test_a_level_that_no_pair_came_to_has_next_to_no_u_and_no_weight(
    saved: dict[str, float | None], m: float, u: float
) -> None:
    level = _trained(AgreementLevel(Test.EQUAL, "born"), saved)
    assert (level.m, level.u) == (m, u)
    missing = _trained(AgreementLevel(Test.MISSING, "born", m=0.5, u=0.5), saved)
    assert (missing.m, missing.u) == (None, None)


N_PEOPLE, N_TWICE = 300, 60


@pytest.fixture(scope="module")
def people() -> pa.Table:
    """Return people of whom every fifth comes twice, the second time at another postcode."""
    random = Random(5)
    syllables = ["ba", "de", "ki", "lo", "mu", "na", "po", "ra", "si", "tu"]

    def name() -> str:
        return "".join(random.choice(syllables) for _ in range(3))

    once = [
        {
            "given": name(),
            "family": name(),
            "born": f"19{random.randrange(10, 99)}-{random.randrange(1, 13):02}-11",
            "code": f"{random.randrange(10_000, 99_999)}",
        }
        for _ in range(N_PEOPLE)
    ]
    twice = [{**row, "code": "12345"} for row in once[:N_TWICE]]
    rows = [{"id": f"{n:03}", **row} for n, row in enumerate(once + twice)]
    return pa.Table.from_pylist(rows)


def test_a_trained_model_knows_how_often_people_agree(people: pa.Table) -> None:
    """Its column of another name is mapped, and the keys of the policy are used."""
    model = train_model(
        people.rename_columns([*people.column_names[:-1], "postcode"]),
        make_model(FIELDS),
        seed=1,
        provenance="of a test",
        policy=DuplicatePolicy(keys=(("born",),)),
        id_column="id",
        columns={"code": "postcode"},
    )
    assert (model.provenance, model.keys) == ("of a test", (("born",),))
    n_pairs = (N_PEOPLE + N_TWICE) * (N_PEOPLE + N_TWICE - 1) / 2
    assert model.prior == pytest.approx(N_TWICE / n_pairs, rel=0.2)
    levels = {item.name: item.levels for item in model.comparisons}
    for name in ("given", "family", "born"):
        assert (levels[name][1].m or 0) > 0.6  # of those who come twice, all agree
        assert levels[name][1].u == pytest.approx(1 / 1000, abs=0.005)
    assert levels["code"][1].m == pytest.approx(0, abs=0.05)
    assert levels["code"][-1].m == pytest.approx(1, abs=0.1)
    assert all(level.u for own in levels.values() for level in own[1:])
    assert set(FIELDS) <= set(model.frequencies)


@pytest.mark.parametrize(
    ("evidence", "n_pairs", "prior"),
    [
        ([60.0, 60.0, -60.0], 100, 0.02),  # two matches, and one that is none
        ([log2(99)], 50, 0.01),  # a prior of 0.01 makes it even odds: half a match in 50 pairs
        ([log2(49)] * 2, 50, 0.02),
        ([-60.0], 100, 1e-9),
        ([60.0] * 50, 100, 0.1),  # never more than one in ten
        ([], 0, 1e-9),
    ],
)
@pytest.mark.parametrize("start", [1e-4, 0.1])
def test_the_prior_is_the_share_of_pairs_that_it_lets_match(
    evidence: list[float], n_pairs: int, prior: float, start: float
) -> None:
    found = settle_prior(np.array(evidence), n_pairs, start=start)
    assert found == pytest.approx(prior, rel=1e-3)


def test_records_without_an_id_are_not_trained_on(people: pa.Table) -> None:
    with pytest.raises(UnableToDedupe, match="no column lead_id"):
        train_model(people, make_model(FIELDS), seed=1, provenance="")
