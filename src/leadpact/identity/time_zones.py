"""Time zones by country, as far as the country alone fixes them, from the IANA tables in tzdata."""

from functools import cache
from importlib.resources import files


def only_zone_of_country(country: str) -> str | None:
    """Name the zone of a country that has one; 216 of the 247 in the IANA table have.

    Parameters
    ----------
    country
        The ISO 3166 code, two capital letters.

    Returns
    -------
    str | None
        An IANA zone; None for a country of several zones (also of two that agree today, such as
        Germany with Büsingen) and for a code that is not in the table.

    Examples
    --------
    >>> only_zone_of_country("FR"), only_zone_of_country("US")
    ('Europe/Paris', None)
    """
    zones = _zones_by_country().get(country, ())
    return zones[0] if len(zones) == 1 else None


def zone_of(name: str) -> str | None:
    """Give the name under which the IANA table lists a zone; None where it lists none.

    Examples
    --------
    >>> zone_of("Asia/Calcutta"), zone_of("Etc/Unknown")
    ('Asia/Kolkata', None)
    """
    listed = {zone for zones in _zones_by_country().values() for zone in zones}
    while name not in listed and name in _links():
        name = _links()[name]
    return name if name in listed else None


@cache
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for country, _, zone, *_ in _rows("zone.tab", "\t"):
        found[country] = (*found.get(country, ()), zone)
    return found


@cache
def _links() -> dict[str, str]:
    rows = _rows("tzdata.zi", " ")
    return {row[2]: row[1] for row in rows if row[0] == "L"}


def _rows(name: str, between: str) -> list[list[str]]:
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line.split(between) for line in lines]
