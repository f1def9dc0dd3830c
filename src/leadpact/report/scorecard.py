"""The scorecard as plain frozen values: what the page and the JSON document both show.

Each section is in a module with others of its subject: its values, and how they are built from
rows.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from leadpact.pact.ruleset import Ruleset
from leadpact.report.checkpoints import Checkpoints, build_checkpoints
from leadpact.report.data_quality import DataQuality, build_data_quality
from leadpact.report.dispositions import Dispositions, build_dispositions
from leadpact.report.funnel import Cohorts, Funnel, build_cohorts, build_funnel
from leadpact.report.gaps import Gap, build_gaps
from leadpact.report.key_numbers import Headline, build_headlines
from leadpact.report.rules import Gates, Points, build_gates, build_points
from leadpact.report.sales import AcceptanceCounts, Quotas, build_acceptance, build_quotas
from leadpact.report.section import Measured, Row
from leadpact.report.sources import (
    Ownership,
    Sources,
    build_campaigns,
    build_ownership,
    build_sources,
)
from leadpact.report.targets import TargetResults, build_targets
from leadpact.report.words import format_date

SPEC = 1
"""The version of the document's shape; it grows when a key changes its meaning."""


@dataclass(frozen=True, slots=True)
class About:
    """What the scorecard was made from; `as_of` is ISO 8601 in UTC."""

    pact: str
    fingerprint: str
    time_zone: str
    as_of: str
    as_of_label: str
    n_rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One scorecard that both departments read; a pact without checkpoints has none of them."""

    about: About
    headlines: tuple[Headline, ...]
    funnel: Funnel
    cohorts: Cohorts
    sources: Sources
    campaigns: Sources
    ownership: Ownership
    acceptance: AcceptanceCounts
    quotas: Quotas
    targets: TargetResults
    points: Points
    gates: Gates
    checkpoints: Checkpoints | None
    dispositions: Dispositions
    data_quality: DataQuality
    gaps: tuple[Gap, ...]


def build_scorecard(
    rows: Mapping[str, list[Row]],
    ruleset: Ruleset,
    *,
    as_of: datetime,
    n_rows: Mapping[str, int] | None = None,
    identity: Mapping[str, Any] | None = None,
) -> Scorecard:
    """Build the scorecard from executed relations.

    Parameters
    ----------
    rows
        The rows of every relation of `leadpact.measure.scorecard_relations`, by its name.
    ruleset
        The pact that the relations were made with.
    as_of
        The moment that they were made for, aware.
    n_rows
        Rows of each table of the data set, where they are known; by default those counted for
        the tables that the scorecard reads.
    identity
        What was done about identity, in the plain values of `identity.json`; None where nothing
        was done.

    Returns
    -------
    Scorecard
        Every number and sentence of the page and of the JSON document.
    """
    measured = Measured(rows, ruleset, as_of)
    sources, ownership = build_sources(measured), build_ownership(measured)
    acceptance, quotas = build_acceptance(measured), build_quotas(measured)
    return Scorecard(
        about=_about(measured, n_rows),
        headlines=build_headlines(measured, sources, ownership, acceptance, quotas),
        funnel=build_funnel(measured),
        cohorts=build_cohorts(measured),
        sources=sources,
        campaigns=build_campaigns(measured),
        ownership=ownership,
        acceptance=acceptance,
        quotas=quotas,
        targets=build_targets(measured, acceptance),
        points=build_points(measured),
        gates=build_gates(measured),
        checkpoints=build_checkpoints(measured),
        dispositions=build_dispositions(measured),
        data_quality=build_data_quality(measured, identity),
        gaps=build_gaps(measured),
    )


def _about(measured: Measured, n_rows: Mapping[str, int] | None) -> About:
    ruleset = measured.ruleset
    counted = {
        row["place"]: row["n_known"]
        for row in measured.rows["columns"]
        if "." not in row["place"] and row["n_known"]
    }
    return About(
        pact=ruleset.name,
        fingerprint=ruleset.fingerprint,
        time_zone=ruleset.time_zone,
        as_of=measured.as_of.astimezone(UTC).isoformat(),
        as_of_label=format_date(measured.today),
        n_rows=dict(sorted((n_rows or counted).items())),
    )


def scorecard_document(scorecard: Scorecard) -> dict[str, Any]:
    """Return the scorecard as plain values, as they are in the JSON document.

    There is no key of checkpoints where the pact has none.
    """
    values = asdict(scorecard)
    if scorecard.checkpoints is None:
        del values["checkpoints"]
    return {"spec": SPEC, **values}
