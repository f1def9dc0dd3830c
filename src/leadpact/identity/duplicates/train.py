"""Train a match model on records without labels; needs the extra `er`.

How often two people agree by chance (u) is counted in random pairs; how often two records of one
person agree (m) is estimated by expectation maximisation over several blocking rules; the prior is
the fixed point at which as many pairs are expected to match as do.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from leadpact.identity.duplicates.batch import (
    as_arrow,
    count_frequencies,
    make_linker,
    open_engine,
    prepare_batch,
)
from leadpact.identity.duplicates.model import (
    AgreementLevel,
    FieldKind,
    MatchModel,
    Test,
    to_weight,
)
from leadpact.identity.duplicates.splink_model import import_splink
from leadpact.identity.duplicates.tables import add_keys
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy

N_RANDOM_PAIRS = 2e6
N_BLOCKED_PAIRS = 2e6
_LEAST, _MOST_PRIOR = 1e-9, 0.1
_UNSEEN = 1e-6


def train_model(
    records: Any,
    model: MatchModel,
    *,
    seed: int,
    provenance: str,
    policy: DuplicatePolicy = DuplicatePolicy(),  # noqa: B008 - frozen
    id_column: str = "lead_id",
    columns: Mapping[str, str] | None = None,
    memory_limit: str = "4GB",
    threads: int | None = None,
) -> MatchModel:
    """Return a model with m, u, prior and frequencies learnt from records without labels.

    Parameters
    ----------
    records
        An Arrow table, or a DuckDB relation; some thousands of records at least.
    model
        Comparisons and keys, such as `make_model` makes; numbers that it has are replaced.
    seed
        The seed of the random pairs.
    provenance
        How the numbers came about, kept in the model.
    policy
        Its keys, and how many records may share one.
    id_column, columns, memory_limit, threads
        As of `dedupe_people`.
    """
    bare = replace(_untrained(model), keys=policy.keys or model.keys)
    prepared = prepare_batch(as_arrow(records), bare, id_column=id_column, columns=columns or {})
    start = replace(bare, prior=1 / max(len(prepared), 10))
    open_own = partial(open_engine, memory_limit=memory_limit, threads=threads)
    with open_own() as connection, _quiet():
        learnt = _learn(make_linker(connection, prepared, start, keys=[]), start, seed)
    counted = count_frequencies(learnt, prepared)
    with open_own() as connection:
        with_keys, _ = add_keys(prepared, counted, at_most=policy.at_most_per_key)
        prior = _fit_prior(connection, with_keys, counted)
    return replace(counted, prior=prior, provenance=provenance)


def _untrained(model: MatchModel) -> MatchModel:
    comparisons = tuple(
        replace(item, levels=tuple(replace(level, m=None, u=None) for level in item.levels))
        for item in model.comparisons
    )
    return replace(model, comparisons=comparisons, frequencies={}, floors={})


def _learn(linker: Any, model: MatchModel, seed: int) -> MatchModel:
    splink = import_splink()
    linker.training.estimate_u_using_random_sampling(max_pairs=N_RANDOM_PAIRS, seed=seed)
    for rule in training_rules(model):
        linker.training.estimate_parameters_using_expectation_maximisation(
            splink.block_on(*rule), max_pairs=N_BLOCKED_PAIRS
        )
    return _read_parameters(linker.misc.save_model_to_json(), model)


def training_rules(model: MatchModel) -> list[tuple[str, ...]]:
    """Return the rules to block on: each leaves its own fields untrained, together they train all.

    Complete fields only: a comparison whose beginning is blocked on would learn from agreement
    alone.
    """
    fields = model.fields
    given, family = ([n for n, k in fields.items() if k is kind] for kind in _NAMES)
    rules: list[tuple[str, ...]] = list(product(given, family))
    rules += [(name,) for name, kind in fields.items() if kind in _ALONE]
    rules += [
        (n, a) for n, k in fields.items() if k is FieldKind.POSTCODE for a in (*given, *family)
    ]
    return rules


_NAMES = (FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME)
_ALONE = (FieldKind.DATE, FieldKind.EMAIL, FieldKind.PHONE)


def _read_parameters(settings: Mapping[str, Any], model: MatchModel) -> MatchModel:
    """Return the model with m and u as Splink saves them, level by level."""
    comparisons = tuple(
        replace(own, levels=tuple(map(_trained, own.levels, saved["comparison_levels"])))
        for own, saved in zip(model.comparisons, settings["comparisons"], strict=True)
    )
    return replace(model, comparisons=comparisons)


def _trained(level: AgreementLevel, saved: Mapping[str, Any]) -> AgreementLevel:
    """Give a level that no pair came to next to no u, and no weight where m is unknown."""
    if level.test is Test.MISSING:
        return replace(level, m=None, u=None)
    m, u = saved.get("m_probability"), max(saved.get("u_probability") or 0.0, _UNSEEN)
    return replace(level, m=u if m is None else max(m, _UNSEEN), u=u)


def _fit_prior(connection: Any, prepared: Any, model: MatchModel) -> float:
    """Return the share of all pairs that match, as expected of those that share a key."""
    predicted = make_linker(connection, prepared, model).inference.predict(
        threshold_match_weight=-20, warning_mode="never"
    )
    rows = connection.sql(f"select match_weight from {predicted.physical_name}")
    evidence = rows.to_arrow_table().column(0).to_numpy() - to_weight(model.prior)
    return settle_prior(evidence, len(prepared) * (len(prepared) - 1) / 2, start=model.prior)


def settle_prior(evidence: Any, n_pairs: float, *, start: float) -> float:
    """Return the prior with which as many pairs are expected to match as it says.

    Parameters
    ----------
    evidence
        The match weights, without the prior, of the pairs that may match.
    n_pairs
        How many pairs there are of all records.
    """
    prior = start
    for _ in range(100):
        before = prior
        odds = np.exp2(np.clip(evidence + to_weight(prior), -60, 60))
        expected = float((odds / (1 + odds)).sum())
        prior = min(max(expected / max(n_pairs, 1), _LEAST), _MOST_PRIOR)
        if abs(prior - before) <= 1e-6 * before:
            break
    return prior


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence Splink about levels that no pair came to: `_trained` sees to them."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
