"""What was done about the identity of many leads, in numbers that JSON can hold."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from leadpact.identity.batch.accounts import MatchedLeads
from leadpact.identity.batch.clean import CleanedLeads
from leadpact.identity.batch.people import MergedLeads


def summarise_identity(
    cleaned: CleanedLeads, merged: MergedLeads | None, matched: MatchedLeads | None
) -> dict[str, Any]:
    """Return what was done in numbers: grades and faults by source, merges, matches."""
    leads = cleaned.leads
    grades = leads.column("data_grade").to_pylist()
    sources = (
        leads.column("source").to_pylist()
        if "source" in leads.column_names
        else [None] * len(leads)
    )
    codes = [text.split() if text else [] for text in leads.column("data_faults").to_pylist()]
    values: dict[str, Any] = {
        "n_leads": len(leads),
        "grades": _counts(grades),
        "grades_by_source": _by_source(sources, [[grade] for grade in grades]),
        "faults": _counts(code for found in codes for code in found),
        "faults_by_source": _by_source(sources, codes),
        "unanswered": [
            {"provider": provider, "why_not": why, "n": n}
            for (provider, why), n in sorted(cleaned.unanswered.items())
        ],
    }
    if merged is not None:
        values["duplicates"] = {
            "n_persons": len(merged.leads),
            "n_merged_away": len(merged.members),
            "n_to_review": merged.n_to_review,
            "n_refused": merged.n_refused,
            "n_crowded_keys": merged.n_crowded_keys,
        }
    if matched is not None:
        values["accounts"] = {
            "outcomes": _counts(matched.matches.column("outcome").to_pylist()),
            "n_founded": len(matched.founded),
        }
    return values


def _counts(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def _by_source(
    sources: Sequence[str | None], values: Sequence[Sequence[str]]
) -> list[dict[str, Any]]:
    found: dict[str | None, Counter[str]] = {}
    sizes: Counter[str | None] = Counter(sources)
    for source, own in zip(sources, values, strict=True):
        found.setdefault(source, Counter()).update(own)
    return [
        {"source": source, "n_leads": sizes[source], **_counts(found[source])}
        for source in sorted(found, key=lambda name: (-sizes[name], name or ""))
    ]
