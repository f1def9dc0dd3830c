"""When phones may ring by law, by country and region, as dated data with its source.

No legal advice: what is here is what the product knows. A rule that is not here is not kept.
"""

from dataclasses import dataclass
from datetime import date

from leadpact.terms.calendar_windows import WEEKDAYS

Hours = tuple[tuple[str, tuple[str, str]], ...]
"""The days of the week on which calls are allowed, each from and until when."""


@dataclass(frozen=True, slots=True)
class LegalHours:
    """The hours of one rule, in the local time of the person who is called.

    Attributes
    ----------
    country
        ISO 3166-1; empty: everywhere.
    region
        The part after the hyphen in ISO 3166-2; empty: the whole country.
    name
        Of the region, in English.
    since
        The first local day on which they hold; None: for longer than matters here.
    """

    country: str
    region: str
    name: str
    since: date | None
    windows: Hours
    source: str

    @property
    def place(self) -> str:
        """Where they hold, as ISO 3166 writes it: `CA`, `US-FL`."""
        return f"{self.country}-{self.region}" if self.region else self.country


def _daily(opens: str, closes: str, *, weekend: tuple[str, str] | None = None) -> Hours:
    days = dict.fromkeys(WEEKDAYS, (opens, closes))
    if weekend is not None:
        days |= dict.fromkeys(("SAT", "SUN"), weekend)
    return tuple(days.items())


USUAL_HOURS = LegalHours("", "", "", None, _daily("08:00", "21:00"), "47 CFR 64.1200(c)(1)")
"""Where no stricter rule is known. It is the rule of the United States, and used everywhere."""

STRICTER_HOURS = (
    LegalHours(
        *("CA", "", "", date(2008, 9, 30)),
        _daily("09:00", "21:00", weekend=("10:00", "18:00")),
        "CRTC Unsolicited Telecommunications Rules, part III (on weekdays until 21:30);"
        " Telecom Decision CRTC 2007-48",
    ),
    LegalHours(
        *("US", "CT", "Connecticut", date(2023, 10, 1)),
        _daily("09:00", "20:00"),
        "Connecticut General Statutes 42-288a; Public Act 23-98",
    ),
    LegalHours(
        *("US", "FL", "Florida", date(2021, 7, 1)),
        _daily("08:00", "20:00"),
        "Florida Statutes 501.616(6)(a); SB 1120 of 2021",
    ),
    LegalHours(
        *("US", "KY", "Kentucky", None),
        _daily("10:00", "21:00"),
        "Kentucky Revised Statutes 367.46955",
    ),
    LegalHours(
        *("US", "MA", "Massachusetts", None),
        _daily("08:00", "20:00"),
        "Massachusetts General Laws, chapter 159C, section 3",
    ),
    LegalHours(
        *("US", "MD", "Maryland", date(2024, 1, 1)),
        _daily("08:00", "20:00"),
        "Maryland Code, Commercial Law 14-4503; Stop the Spam Calls Act of 2023",
    ),
    LegalHours(
        *("US", "MN", "Minnesota", None),
        _daily("09:00", "21:00"),
        "Minnesota Statutes 325E.30",
    ),
    LegalHours(
        *("US", "OK", "Oklahoma", date(2022, 11, 1)),
        _daily("08:00", "20:00"),
        "Oklahoma Statutes 15-775C.4; Telephone Solicitation Act of 2022",
    ),
    LegalHours(
        *("US", "WA", "Washington", date(2022, 6, 9)),
        _daily("08:00", "20:00"),
        "Revised Code of Washington 80.36.390; HB 1497 of 2022",
    ),
)
"""Rules that are stricter than `USUAL_HOURS`, and never reach beyond them."""


def legal_hours_of(country: str | None, region: str | None) -> tuple[LegalHours, ...]:
    """Return the rules that hold for a place at one time or another, the earliest first.

    Parameters
    ----------
    country
        ISO 3166-1, two letters in any case.
    region
        As ISO 3166-2 has it, with or without the country (`FL`, `US-FL`), or its English name.

    Returns
    -------
    tuple
        Before the first of them, and where there is none, `USUAL_HOURS` hold. The rules of a
        region come before those of its country.
    """
    code = (country or "").strip().upper()
    part = (region or "").strip().upper().removeprefix(f"{code}-")
    found = [
        item
        for item in STRICTER_HOURS
        if item.country == code and (not item.region or part in (item.region, item.name.upper()))
    ]
    found = [item for item in found if item.region] or found
    return tuple(sorted(found, key=lambda item: item.since or date.min))
