"""What was done about identity, in numbers and as lines for people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadpact.identity.batch.accounts import MatchedLeads
from leadpact.identity.batch.clean import CleanedLeads
from leadpact.identity.batch.people import MergedLeads
from leadpact.storage.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Identified:
    """What came of it: the data set to judge, and the parts by the step that made them."""

    dataset: Dataset
    cleaned: CleanedLeads
    merged: MergedLeads | None
    matched: MatchedLeads | None


def summary(result: Identified) -> dict[str, Any]:
    """Return what was done in numbers: grades and faults by source, merges, matches."""
    cleaned, merged, matched = result.cleaned, result.merged, result.matched
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
        {"source": source, "n_leads": sizes[source], **_counts(_flat(found[source]))}
        for source in sorted(found, key=lambda name: (-sizes[name], name or ""))
    ]


def _flat(counter: Mapping[str, int]) -> list[str]:
    return [name for name, n in counter.items() for _ in range(n)]


def identity_lines(values: dict[str, Any]) -> list[str]:
    """Return what was done as lines for people."""
    n_leads = values["n_leads"]
    grades = ", ".join(f"{grade} {n:,}" for grade, n in sorted(values["grades"].items()))
    lines = [f"{n_leads:,} leads; data grades: {grades or 'none'}"]
    faults = list(values["faults"].items())[:6]
    if faults:
        lines.append("Most frequent faults: " + ", ".join(f"{code} {n:,}" for code, n in faults))
    if "duplicates" in values:
        found = values["duplicates"]
        lines.append(
            f"{_counted(found['n_persons'], 'person')}:"
            f" {_counted(found['n_merged_away'], 'lead')} merged into another,"
            f" {_counted(found['n_to_review'], 'pair')} to review"
        )
    if "accounts" in values:
        outcomes = values["accounts"]["outcomes"]
        counts = ", ".join(
            f"{name.lower().replace('_', ' ')} {n:,}" for name, n in outcomes.items()
        )
        n_founded = _counted(values["accounts"]["n_founded"], "new account")
        lines.append(f"Leads by account: {counts or 'none'}; {n_founded}")
    lines += [
        f"Provider {item['provider']} gave nothing for {item['n']:,} leads: {item['why_not']}"
        for item in values["unanswered"]
    ]
    return lines


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
