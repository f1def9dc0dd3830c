"""Public holidays as plain dates, from the library `holidays` where it is installed."""

from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import Any

HOLIDAY_YEARS = (2010, 2041)
"""The years `[from, to)` whose public holidays a compiled pact knows."""


class UnableToReadHolidays(LookupError):
    """Holidays that cannot be had; `fact` and `fix` say why and what to do."""

    def __init__(self, fact: str, fix: str, *, is_installed: bool = True) -> None:
        super().__init__(f"{fact} {fix}")
        self.fact = fact
        self.fix = fix
        self.is_installed = is_installed


@lru_cache(maxsize=256)
def holiday_dates(country: str, subdivision: str | None = None) -> tuple[date, ...]:
    """Return the public holidays of a country, or of a part of it, in order.

    Raises
    ------
    UnableToReadHolidays
        If the library is not installed, or does not know the country or the part.
    """
    library = _library()
    known = library.list_supported_countries(include_aliases=False)
    if country not in known:
        fact = f"The holidays of `{country}` are not known."
        raise UnableToReadHolidays(fact, "Write the country's two letters in ISO 3166, such as US.")
    if subdivision is not None and subdivision not in known[country]:
        fact = f"`{subdivision}` is no part of {country} with holidays of its own."
        fix = (
            "Write the part's code in ISO 3166-2 without the country, such as NY, or leave it out."
        )
        raise UnableToReadHolidays(fact, fix)
    found = library.country_holidays(country, subdiv=subdivision, years=range(*HOLIDAY_YEARS))
    return tuple(sorted(found))


def _library() -> Any:
    try:
        return import_module("holidays")
    except ModuleNotFoundError:
        fact = "Public holidays come from the package `holidays`, which is not installed."
        fix = "Install it, or list the dates under `closed_on`."
        raise UnableToReadHolidays(fact, fix, is_installed=False) from None
