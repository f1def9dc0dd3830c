"""In which territory a lead lies: the first of the list that has all it asks for."""

from collections.abc import Sequence

from leadpact.engine.routing.lead import RoutedLead
from leadpact.pact.sections.routing.policy import Territory


def territory_of(lead: RoutedLead, territories: Sequence[Territory]) -> Territory | None:
    """Return the first territory that a lead lies in, None where there is none.

    A lead of which a value is not known lies in no territory that asks for it.
    """
    return next((item for item in territories if _lies_in(lead, item)), None)


def _lies_in(lead: RoutedLead, territory: Territory) -> bool:
    value = lead.facts.value
    lists = (
        (territory.countries, "country"),
        (territory.regions, "region"),
        (territory.time_zones, "time_zone"),
        (territory.industries, "industry"),
    )
    if any(allowed and value(name) not in allowed for allowed, name in lists):
        return False
    if territory.accounts and not {lead.account_id, value("website")} & set(territory.accounts):
        return False
    return _has_size(value("n_employees"), territory)


def _has_size(n_employees: int | None, territory: Territory) -> bool:
    low, high = territory.employees_from, territory.employees_to
    if low is None and high is None:
        return True
    if n_employees is None:
        return False
    return (low is None or low <= n_employees) and (high is None or n_employees <= high)
