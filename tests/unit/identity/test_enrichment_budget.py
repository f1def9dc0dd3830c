"""How many calls a provider may still be sent: in this run, and in this month."""

from datetime import date

from leadpact.identity.enrichment.http_call import CallBudget

TODAY = date(2026, 5, 4)


def test_a_budget_counts_each_month_from_zero_and_the_run_through() -> None:
    budget = CallBudget(per_run=5, per_month=2)
    days = [date(2026, 5, 4), date(2026, 5, 31), date(2026, 5, 31), date(2027, 5, 1)]
    assert [budget.spend(as_of=day) for day in days] == [True, True, False, True]
    assert (budget.month, budget.n_this_month, budget.n_this_run) == ("2027-05", 1, 3)
    assert [budget.spend(as_of=date(2027, month, 1)) for month in (6, 7, 8)] == [True, True, False]
    assert (budget.month, budget.n_this_month, budget.n_this_run) == ("2027-08", 0, 5)


def test_a_budget_of_nothing_allows_no_call() -> None:
    assert not CallBudget(per_run=0).spend(as_of=TODAY)
    assert not CallBudget(per_month=0).spend(as_of=TODAY)
    assert CallBudget(per_month=1, month="2026-04", n_this_month=9).spend(as_of=TODAY)
