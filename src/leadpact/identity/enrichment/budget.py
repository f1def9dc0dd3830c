"""How many calls a paid provider may still be sent, in this run and in this month."""

from dataclasses import dataclass
from datetime import date


@dataclass(slots=True)
class CallBudget:
    """Counts calls, every attempt for itself, and refuses those beyond the limits.

    Attributes
    ----------
    per_run
        The most calls of a run; None: no limit.
    per_month
        The most calls of a calendar month; None: no limit.
    month
        The month that `n_this_month` counts, `2026-05`; a caller that keeps the budget from one run
        to the next keeps these two.
    n_this_month
        The calls of that month.
    n_this_run
        The calls of this run.
    """

    per_run: int | None = None
    per_month: int | None = None
    month: str = ""
    n_this_month: int = 0
    n_this_run: int = 0

    def spend(self, *, as_of: date) -> bool:
        """Count one call, or return False where it is one too many."""
        month = f"{as_of:%Y-%m}"
        if month != self.month:
            self.month, self.n_this_month = month, 0
        if _is_used_up(self.per_run, self.n_this_run):
            return False
        if _is_used_up(self.per_month, self.n_this_month):
            return False
        self.n_this_run += 1
        self.n_this_month += 1
        return True


def _is_used_up(limit: int | None, n: int) -> bool:
    return limit is not None and n >= limit
