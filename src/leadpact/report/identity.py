"""What was done about the identity of leads, as lines for people."""

from typing import Any


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
