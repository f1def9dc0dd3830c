"""Time zones by country, as far as the country alone fixes the clock, from the IANA tables."""

from functools import cache
from importlib.resources import files


def zone_of_country(country: str) -> str | None:
    """Name the zone of a country all of which keeps one clock.

    216 of the 247 countries of the table have one zone. Of the others some have several that keep
    the same time by the rules in force (Germany with Büsingen, Argentina): there the first named is
    the largest, and is taken.

    Parameters
    ----------
    country
        The ISO 3166 code, two capital letters.

    Returns
    -------
    str | None
        An IANA zone; None for a country of several clocks and a code that is not in the table.

    Examples
    --------
    >>> zone_of_country("FR"), zone_of_country("DE"), zone_of_country("US")
    ('Europe/Paris', 'Europe/Berlin', None)
    """
    zones = _zones_by_country().get(country, ())
    return zones[0] if len({_rule_in_force(zone) for zone in zones}) == 1 else None


def zone_of(name: str) -> str | None:
    """Give the name under which the IANA table lists a zone; None where it lists none.

    Examples
    --------
    >>> zone_of("Asia/Calcutta"), zone_of("Etc/Unknown")
    ('Asia/Kolkata', None)
    """
    while name not in _listed() and name in _links():
        name = _links()[name]
    return name if name in _listed() else None


@cache
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for country, _, zone, *_ in _rows("zone.tab", "\t"):
        found[country] = (*found.get(country, ()), zone)
    return found


@cache
def _listed() -> frozenset[str]:
    return frozenset(zone for zones in _zones_by_country().values() for zone in zones)


@cache
def _links() -> dict[str, str]:
    return {row[2]: row[1] for row in _rows("tzdata.zi", " ") if row[0] == "L"}


@cache
def _rule_in_force(zone: str) -> str:
    """Read the last line of a compiled zone: its rule from the last change onwards (RFC 9636)."""
    compiled = (files("tzdata") / "zoneinfo" / zone).read_bytes()
    return compiled.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


def _rows(name: str, between: str) -> list[list[str]]:
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line.split(between) for line in lines]
