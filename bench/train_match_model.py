"""Train the match model that ships, without labels, on simulated people who come more than once.

    python bench/train_match_model.py

It writes src/leadpact/identity/data/match_model_leads.json. Frequencies of names are not shipped:
those of invented names say nothing of real ones.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from child import report
from leadpact.identity.duplicates import make_model
from leadpact.identity.duplicates.model import AgreementLevel, Comparison, MatchModel, model_to_json
from leadpact.identity.duplicates.recipe import LEAD_FIELDS
from leadpact.identity.duplicates.train import train_model
from people import make_people

TARGET = Path(__file__).parents[1] / "src/leadpact/identity/data/match_model_leads.json"
DIGITS = 6


def main(n_records: int, seed: int) -> None:
    """Train and write the model."""
    people = make_people(n_records, seed)
    report(f"{len(people):,} records made")
    provenance = (
        f"Version 2026-11-24. Trained without labels by bench/train_match_model.py on"
        f" {n_records:,} records of simulated people (bench/people.py, seed {seed}): u counted in"
        f" random pairs, m by expectation maximisation, prior by fixed point. No real person and"
        f" no published list of names is in it."
    )
    model = train_model(people, make_model(LEAD_FIELDS), seed=seed, provenance=provenance)
    TARGET.write_text(model_to_json(_rounded(model)), encoding="utf-8")
    report(f"written: {TARGET.name}")


def _rounded(model: MatchModel) -> MatchModel:
    """Keep six digits, so that training again changes the file only where it matters."""
    comparisons = tuple(
        Comparison(item.name, item.fields, tuple(map(_round_level, item.levels)))
        for item in model.comparisons
    )
    return replace(
        model, comparisons=comparisons, prior=_round(model.prior), frequencies={}, floors={}
    )


def _round_level(level: AgreementLevel) -> AgreementLevel:
    return replace(
        level,
        m=None if level.m is None else _round(level.m),
        u=None if level.u is None else _round(level.u),
    )


def _round(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    main(given.records, given.seed)
