"""From rows to the scorecard. Each section is built by its own module."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from leadpact.pact.ruleset import Ruleset
from leadpact.report.acceptance import build_acceptance
from leadpact.report.cohorts import build_cohorts
from leadpact.report.data_quality import build_data_quality
from leadpact.report.dispositions import build_dispositions
from leadpact.report.funnel import build_funnel
from leadpact.report.gaps import build_gaps
from leadpact.report.gates import build_gates
from leadpact.report.headlines import build_headlines
from leadpact.report.measured import Measured, Row
from leadpact.report.numbers import format_date
from leadpact.report.ownership import build_ownership
from leadpact.report.points import build_points
from leadpact.report.quotas import build_quotas
from leadpact.report.scorecard import About, Scorecard
from leadpact.report.sources import build_campaigns, build_sources
from leadpact.report.targets import build_targets


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
    funnel, sources = build_funnel(measured), build_sources(measured)
    ownership, acceptance = build_ownership(measured), build_acceptance(measured)
    quotas, gates = build_quotas(measured), build_gates(measured)
    return Scorecard(
        about=_about(measured, n_rows),
        headlines=build_headlines(measured, sources, ownership, acceptance, quotas),
        funnel=funnel,
        cohorts=build_cohorts(measured),
        sources=sources,
        campaigns=build_campaigns(measured),
        ownership=ownership,
        acceptance=acceptance,
        quotas=quotas,
        targets=build_targets(measured, acceptance),
        points=build_points(measured),
        gates=gates,
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
