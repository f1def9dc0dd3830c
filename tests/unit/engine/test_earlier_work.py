"""The work of reps on a lead before its present round: who touched it last, on which channel."""

from datetime import UTC, datetime, timedelta, timezone

from leadpact.engine.lead import NO_EARLIER_WORK, ChannelTouch, EarlierWork, Lead
from leadpact.engine.lifecycle import RecordLead
from leadpact.engine.lifecycle.digests import digest_of
from leadpact.terms.stages import Channel, TouchKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CALL, EMAIL = TouchKind.CALL, TouchKind.EMAIL


def hours_before(n: int, rep: str, channel: Channel | None) -> tuple[datetime, str, Channel | None]:
    return NOON - timedelta(hours=n), rep, channel


def test_the_last_touch_of_each_channel_is_kept() -> None:
    touches = [hours_before(3, "ann", CALL), hours_before(2, "bob", CALL)]
    touches += [hours_before(1, "cid", EMAIL)]
    work = NO_EARLIER_WORK.after(owner=None, touches=touches)
    assert work.last_touch(None) == (NOON - timedelta(hours=1), "cid")
    assert work.last_touch({CALL}) == (NOON - timedelta(hours=2), "bob")
    assert work.last_touch({CALL, EMAIL}) == (NOON - timedelta(hours=1), "cid")
    assert work.last_touch({TouchKind.MEETING}) is None


def test_an_earlier_touch_that_comes_late_replaces_no_later_one() -> None:
    work = NO_EARLIER_WORK.after(owner=None, touches=[hours_before(2, "bob", CALL)])
    assert work.after(owner=None, touches=[hours_before(3, "ann", CALL)]) == work


def test_a_touch_without_a_channel_counts_on_no_channel() -> None:
    work = NO_EARLIER_WORK.after(owner=None, touches=[hours_before(1, "ann", None)])
    assert work == EarlierWork(None, "ann", NOON - timedelta(hours=1))
    assert work.last_touch({CALL}) is None


def test_a_command_has_one_digest_in_every_time_zone() -> None:
    def digest(at: datetime) -> str:
        earlier = EarlierWork(by_channel=(ChannelTouch(CALL, "ann", at),))
        return digest_of(RecordLead("one", NOON, Lead("l-1", {}), earlier=earlier, actor="system"))

    assert digest(NOON) == digest(NOON.astimezone(timezone(timedelta(hours=2))))
    assert digest(NOON) != digest(NOON + timedelta(seconds=1))
