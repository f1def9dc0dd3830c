"""Countries of the simulated company: zones and phone numbers that no one has.

The phone numbers lie in ranges that regulators reserve for fiction: 555-0100 to 555-0199 in North
America, and the drama ranges of Ofcom, BNetzA, ARCEP, ComReg, PTS and ACMA.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """A country, its share of the accounts and its zones with their shares."""

    code: str
    region: str
    share: float
    zones: tuple[tuple[str, float], ...]
    phones: tuple[str, ...]


REGIONS = ("AMER", "EMEA", "APAC")

REGION_ZONES = ("America/New_York", "Europe/London", "Australia/Sydney")
"""The zone in which the reps of each region work."""


def _phones(*prefixes: str, width: int, first: int = 0, last: int = 999) -> tuple[str, ...]:
    """Return the phone numbers behind each prefix, the number written with `width` digits."""
    return tuple(
        f"{prefix}{number:0{width}d}" for prefix in prefixes for number in range(first, last + 1)
    )


def _north_american(*area_codes: int) -> tuple[str, ...]:
    """Return the fictitious numbers of some area codes."""
    return _phones(*(f"+1-{code}-555-01" for code in area_codes), width=2, last=99)


COUNTRIES = (
    Country(
        "US",
        "AMER",
        0.46,
        (("America/New_York", 0.47), ("America/Chicago", 0.29), ("America/Los_Angeles", 0.24)),
        _north_american(202, 303, 312, 404, 415, 503, 512, 617, 702, 919),
    ),
    Country(
        "CA",
        "AMER",
        0.08,
        (("America/Toronto", 0.7), ("America/Vancouver", 0.3)),
        _north_american(416, 604),
    ),
    Country(
        "GB",
        "EMEA",
        0.14,
        (("Europe/London", 1.0),),
        _phones("+44-20-7946-0", "+44-161-496-0", width=3),
    ),
    Country(
        "DE",
        "EMEA",
        0.12,
        (("Europe/Berlin", 1.0),),
        _phones("+49-30-23125-", "+49-89-99998-", width=3),
    ),
    Country("FR", "EMEA", 0.07, (("Europe/Paris", 1.0),), _phones("+33-1-9900-", width=4)),
    Country(
        "SE",
        "EMEA",
        0.03,
        (("Europe/Stockholm", 1.0),),
        _phones("+46-70-17406", width=2, first=5, last=99),
    ),
    Country("IE", "EMEA", 0.02, (("Europe/Dublin", 1.0),), _phones("+353-20-91", width=5)),
    Country(
        "AU",
        "APAC",
        0.08,
        (("Australia/Sydney", 0.7), ("Australia/Perth", 0.3)),
        _phones("+61-2-5550-", "+61-8-7010-", width=4),
    ),
)

ZONES = tuple(zone for country in COUNTRIES for zone, _ in country.zones)
"""Every zone once, in the order of the countries."""
