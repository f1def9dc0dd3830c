"""Find the AE of a meeting: by routes of their own, without a count of any kind."""

from datetime import timedelta
from fractions import Fraction

from routing_world import MONDAY, caps, lead, row, world

from leadpact.engine.routing import CompiledRoute, find_ae
from leadpact.pact.sections.routing.policy import (
    Pool,
    Route,
    RouteTarget,
    SelectionMethod,
    Territory,
)

AT = MONDAY + timedelta(days=1)
AES = [row("ada", role="AE"), row("bea", role="AE"), row("cleo", role="AE")]
SHARED = Pool("aes", roles=("AE",), method=SelectionMethod.RANDOM)
ANY = (CompiledRoute(Route("any", RouteTarget.POOL, pool="aes"), None),)


def test_meetings_are_shared_by_weight_and_a_lead_has_the_same_ae_each_time() -> None:
    weights = {"ada": Fraction(2), "bea": Fraction(1), "cleo": Fraction(1)}
    pool = Pool("aes", roles=("AE",), method=SelectionMethod.RANDOM, weights=weights)
    router = world([row("sue"), *AES], pools=[pool])
    found = [find_ae(lead(f"l-{n}", meeting_at=AT), router, ANY, as_of=MONDAY) for n in range(800)]
    again = [find_ae(lead(f"l-{n}", meeting_at=AT), router, ANY, as_of=AT) for n in range(800)]
    assert found == again
    counts = {name: found.count((name, "any")) for name in weights}
    assert sum(counts.values()) == 800
    assert 340 < counts["ada"] < 460
    assert 150 < counts["bea"] < 250


def test_caps_do_not_hold_for_meetings() -> None:
    reps = [row("sue"), row("ada", role="AE", daily_cap=1, open_cap=1)]
    router = world(reps, pools=[SHARED], every_rep=caps(per_day=1, open=1))
    for n in range(5):
        item = lead(f"l-{n}", meeting_at=AT)
        assert find_ae(item, router, ANY, as_of=MONDAY) == ("ada", "any")


def test_a_rep_of_another_territory_is_not_found() -> None:
    reps = [row("sue"), row("ada", role="AE", territory="north"), row("bea", role="AE")]
    territories = (Territory("north", countries=("NO",)), Territory("rest"))
    router = world(reps, pools=[SHARED], territories=territories)
    by_territory = (CompiledRoute(Route("where", RouteTarget.TERRITORY, pool="aes"), None),)
    north, rest = lead("1", country="NO", meeting_at=AT), lead("2", meeting_at=AT)
    assert find_ae(north, router, by_territory, as_of=MONDAY) == ("ada", "where")
    assert find_ae(rest, router, by_territory, as_of=MONDAY) is None
