"""Countries of the simulated company: zones and phone numbers that no one has.

The phone numbers lie in ranges that regulators reserve for fiction: 555-0100 to 555-0199 in North
America, and the drama ranges of Ofcom, BNetzA, ARCEP, ComReg, PTS and ACMA.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhoneRange:
    """Phone numbers `prefix` + number, the number written with `width` digits."""

    prefix: str
    first: int
    last: int
    width: int

    def numbers(self) -> list[str]:
        """Return all numbers of the range."""
        return [
            f"{self.prefix}{number:0{self.width}d}" for number in range(self.first, self.last + 1)
        ]


@dataclass(frozen=True, slots=True)
class Country:
    """A country, its share of the accounts and its zones with their shares."""

    code: str
    region: str
    share: float
    zones: tuple[tuple[str, float], ...]
    phones: tuple[PhoneRange, ...]


REGIONS = ("AMER", "EMEA", "APAC")

REGION_ZONES = ("America/New_York", "Europe/London", "Australia/Sydney")
"""The zone in which the reps of each region work."""


def _north_american(*area_codes: int) -> tuple[PhoneRange, ...]:
    """Return the fictitious numbers of some area codes."""
    return tuple(PhoneRange(f"+1-{code}-555-01", 0, 99, 2) for code in area_codes)


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
        (PhoneRange("+44-20-7946-0", 0, 999, 3), PhoneRange("+44-161-496-0", 0, 999, 3)),
    ),
    Country(
        "DE",
        "EMEA",
        0.12,
        (("Europe/Berlin", 1.0),),
        (PhoneRange("+49-30-23125-", 0, 999, 3), PhoneRange("+49-89-99998-", 0, 999, 3)),
    ),
    Country("FR", "EMEA", 0.07, (("Europe/Paris", 1.0),), (PhoneRange("+33-1-9900-", 0, 999, 4),)),
    Country(
        "SE",
        "EMEA",
        0.03,
        (("Europe/Stockholm", 1.0),),
        (PhoneRange("+46-70-17406", 5, 99, 2),),
    ),
    Country("IE", "EMEA", 0.02, (("Europe/Dublin", 1.0),), (PhoneRange("+353-20-91", 0, 999, 5),)),
    Country(
        "AU",
        "APAC",
        0.08,
        (("Australia/Sydney", 0.7), ("Australia/Perth", 0.3)),
        (PhoneRange("+61-2-5550-", 0, 999, 4), PhoneRange("+61-8-7010-", 0, 999, 4)),
    ),
)

ZONES = tuple(zone for country in COUNTRIES for zone, _ in country.zones)
"""Every zone once, in the order of the countries."""
