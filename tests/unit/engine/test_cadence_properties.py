"""What holds for every cadence: order, windows, hours, waits, conservation, determinism."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from cadence_world import CALENDARS, NEW_YORK
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpact.engine.cadences import (
    CadenceState,
    DueStep,
    Prospect,
    StopReason,
    advance_cadence,
    after_wait,
    complete_step,
    make_cadences,
    pause_cadence,
    rest_for_out_of_office,
    skip_step,
    start_cadence,
    step_for_touch,
    stop_cadence,
    switch_track,
    throttle_steps,
)
from leadpact.engine.cadences.moments import day_starts_at, first_moment, local_date
from leadpact.pact.sections.cadences.policy import (
    CALL_CHANNELS,
    STEP_CHANNELS,
    CadencePolicy,
    CadenceStep,
    CallingHours,
    Throttle,
    Track,
    Wait,
)
from leadpact.terms.stages import TouchKind
from leadpact.terms.zone import epoch_seconds, load_zone_offsets
from vacuous import at_least

ZONES = (None, NEW_YORK, "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "no zone")
REGIONS = ((None, None), ("US", "FL"), ("US", "CT"), ("CA", "ON"), ("US", "TX"))
CALLS = {  # the hours that the reference names, by region, on weekdays and on weekends
    None: ((8, 0, 21, 0), (8, 0, 21, 0)),
    "FL": ((8, 0, 20, 0), (8, 0, 20, 0)),
    "CT": ((9, 0, 20, 0), (9, 0, 20, 0)),
    "ON": ((9, 0, 21, 0), (10, 0, 18, 0)),
    "TX": ((8, 0, 21, 0), (8, 0, 21, 0)),
}
MOMENTS = st.integers(0, 2 * 365 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
WAITS = st.one_of(
    st.none(),
    st.integers(1, 20).map(lambda days: Wait(days=days)),
    st.integers(1, 10).map(lambda days: Wait(business_days=days)),
)
WINDOWS = st.sampled_from([None, "office", "mornings", "evenings", "always"])
PROSPECTS = st.builds(
    lambda zone, place: Prospect(zone, *place), st.sampled_from(ZONES), st.sampled_from(REGIONS)
)


@st.composite
def step_lists(draw, prefix=""):
    size = draw(st.integers(1, 5))
    return tuple(
        CadenceStep(
            f"{prefix}{number}",
            draw(st.sampled_from(STEP_CHANNELS)),
            draw(WAITS),
            draw(WINDOWS),
        )
        for number in range(size)
    )


@st.composite
def worlds(draw):
    tracks = (Track("all", draw(step_lists("a"))), Track("other", draw(step_lists("b"))))
    policy = CadencePolicy(tracks, window=draw(WINDOWS))
    return make_cadences(policy, calendars=CALENDARS, time_zone=NEW_YORK, fingerprint="f")


def begun(made, at, prospect, rep_zone):
    return start_cadence(
        made, "all", run_id="r", started_at=at, prospect=prospect, rep_time_zone=rep_zone
    )


def assert_may_ring(at, zone, region):
    seconds = epoch_seconds(at)
    local = at + timedelta(seconds=load_zone_offsets(zone).offset_at(seconds))
    opens_h, opens_m, closes_h, closes_m = CALLS[region][local.weekday() >= 5]
    time = local.hour * 60 + local.minute
    assert opens_h * 60 + opens_m <= time < closes_h * 60 + closes_m, local


def assert_in_place(made, run, due_at):
    step = run.next_step
    window = made.window(step.window, run.prospect, run.rep_time_zone)
    assert window.is_open(due_at)
    if step.channel in CALL_CHANNELS and made.policy.calling_hours is CallingHours.USUAL:
        assert_may_ring(due_at, window.zone, run.prospect.region)


@settings(max_examples=150, deadline=None)
@given(worlds(), MOMENTS, PROSPECTS, st.sampled_from(ZONES), st.lists(st.integers(0, 400_000)))
def test_a_step_is_in_window_and_hours_not_before_its_wait_and_in_order(
    made, at, prospect, rep_zone, delays
):
    run = begun(made, at, prospect, rep_zone)
    ids = [step.step_id for step in run.steps]
    before, late = at, iter(delays)
    for name in ids:
        assert (run.state, run.next_step_id) == (CadenceState.RUNNING, name)
        assert_in_place(made, run, run.due_at)
        step = run.next_step
        window = made.window(step.window, prospect, rep_zone)
        assert run.due_at >= after_wait(step.after, before, window) >= before
        before = run.due_at + timedelta(seconds=next(late, 0))
        run = complete_step(made, run, step_id=name, done_at=before)
    assert run.state is CadenceState.COMPLETED
    assert [item.step_id for item in run.done] == ids


@settings(max_examples=100, deadline=None)
@given(worlds(), MOMENTS, PROSPECTS)
def test_no_two_steps_are_closer_together_than_their_days(made, at, prospect):
    run = begun(made, at, prospect, None)
    planned = []
    while run.due_at is not None:
        planned.append(run)
        run = complete_step(made, run, step_id=run.next_step_id, done_at=run.due_at)
    assert len(planned) == len(run.steps)
    for (before, after), step in zip(pairwise(planned), run.steps[1:], strict=True):
        zone = load_zone_offsets(made.window(step.window, prospect, None).zone)
        days = [zone.local_day(epoch_seconds(item.due_at)) for item in (before, after)]
        assert before.due_at <= after.due_at
        if step.after is not None:
            assert days[1] - days[0] >= (step.after.days or step.after.business_days)


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("done", "skip", "out", "out-dated", "leave"),
                *("time", "switch", "stop"),
            ]
        ),
        st.integers(0, 1_000_000),
        st.integers(-5, 130),
    ),
    max_size=12,
)


def acted(made, run, action, at, days):
    back_on = date(at.year, at.month, at.day) + timedelta(days=days)
    until = at + timedelta(days=days)
    acts = {
        "done": lambda: complete_step(made, run, step_id=run.next_step_id or "", done_at=at),
        "skip": lambda: skip_step(made, run, step_id=run.next_step_id or "", skipped_at=at),
        "out": lambda: rest_for_out_of_office(made, run, at=at, back_on=None),
        "out-dated": lambda: rest_for_out_of_office(made, run, at=at, back_on=back_on),
        "leave": lambda: pause_cadence(made, run, at=at, until=until),
        "time": lambda: advance_cadence(run, as_of=at),
        "switch": lambda: switch_track(made, run, "other", at=at),
        "stop": lambda: stop_cadence(run, reason=StopReason.REPLIED, at=at),
    }
    return acts[action]()


def played(made, at, prospect, actions):
    run = begun(made, at, prospect, None)
    yield run
    for action, seconds, days in actions:
        at += timedelta(seconds=seconds)
        run = acted(made, run, action, at, days)
        yield run


@settings(max_examples=150, deadline=None)
@given(worlds(), MOMENTS, PROSPECTS, ACTIONS)
def test_whatever_happens_it_is_consistent(made, at, prospect, actions):
    runs = list(played(made, at, prospect, actions))
    for run in runs:
        ids = [step.step_id for step in run.steps]
        assert [item.step_id for item in run.done] == ids[: len(run.done)]
        assert (run.state is CadenceState.STOPPED) == (run.stopped_by is not None)
        assert (run.stopped_at is None) == (run.stopped_by is None)
        assert (run.state is CadenceState.PAUSED) == bool(run.rests)
        if run.is_over:
            assert (run.next_step_id, run.due_at, run.rests) == (None, None, ())
            continue
        assert run.next_step_id == ids[len(run.done)]
        assert step_for_touch(run, run.next_step.channel) == run.next_step_id
        assert (run.due_at is None) == any(rest.until is None for rest in run.rests)
        if run.due_at is not None:
            assert_in_place(made, run, run.due_at)
            assert run.due_at >= (run.resumes_at or run.counts_from)
    for before, after in pairwise(runs):
        if before.is_over:
            assert after is before


@settings(max_examples=40, deadline=None)
@given(worlds(), MOMENTS, PROSPECTS, ACTIONS)
def test_the_same_story_gives_the_same_cadence(made, at, prospect, actions):
    assert list(played(made, at, prospect, actions)) == list(played(made, at, prospect, actions))


@at_least(80)
@settings(max_examples=80, deadline=None)
@given(worlds(), MOMENTS, st.integers(0, 50 * 86_400), st.integers(0, 50 * 86_400))
def test_a_step_done_later_is_never_followed_earlier(made, at, one, other):
    run = begun(made, at, Prospect(), None)
    assume(len(run.steps) >= 2)
    first = run.next_step_id
    due = [
        complete_step(made, run, step_id=first, done_at=at + timedelta(seconds=delay)).due_at
        for delay in sorted((one, other))
    ]
    assert due[0] <= due[1]


DUE = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from(STEP_CHANNELS),
        st.sampled_from(["ann", "bob"]),
        st.integers(-3 * 86_400, 10 * 86_400),
        st.sampled_from(["office", "evenings", "always"]),
    ),
    max_size=25,
    unique_by=lambda item: item[0],
)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def due_steps(items):
    return [
        DueStep(f"r{n:02}", "s", channel, rep, NOW + timedelta(seconds=delay), window)
        for n, channel, rep, delay, window in items
    ]


@settings(max_examples=100, deadline=None)
@given(DUE, st.integers(1, 4), st.one_of(st.none(), st.integers(1, 3)), st.randoms())
def test_a_throttle_loses_no_step_keeps_its_limits_and_has_one_answer(
    items, per_day, calls_per_day, chance
):
    policy = CadencePolicy(
        (Track("all", (CadenceStep("s", TouchKind.CALL),)),),
        throttle=Throttle(per_day, calls_per_day),
    )
    made = make_cadences(policy, calendars=CALENDARS, time_zone=NEW_YORK)
    steps = due_steps(items)
    zones = {"bob": "Asia/Tokyo"}
    found = throttle_steps(made, steps, {}, as_of=NOW, rep_zones=zones)
    assert Counter(item.step for item in found) == Counter(steps)
    n_steps, n_calls = Counter(), Counter()
    for item in found:
        assert item.take_at >= max(item.step.due_at, NOW)
        zone = load_zone_offsets(zones.get(item.step.rep_id, NEW_YORK))
        key = item.step.rep_id, zone.local_day(epoch_seconds(item.take_at))
        n_steps[key] += 1
        n_calls[key] += item.step.channel in CALL_CHANNELS
    assert all(n <= per_day for n in n_steps.values())
    assert calls_per_day is None or all(n <= calls_per_day for n in n_calls.values())
    chance.shuffle(steps)
    assert throttle_steps(made, steps, {}, as_of=NOW, rep_zones=zones) == found


def placed_plainly(made, steps, zones):
    """Return the same by asking one day after the other, step by step."""
    throttle, taken, found = made.policy.throttle, [], []
    for step in sorted(steps, key=lambda item: (item.due_at, item.run_id)):
        window = made.window(step.window, step.prospect, step.rep_time_zone)
        zone, is_call = zones.get(step.rep_id, NEW_YORK), step.channel in CALL_CHANNELS
        place = {"calendar": window, "prospect": step.prospect}
        at = step.due_at
        if at < NOW:
            at = first_moment(made, step.channel, NOW, **place)
        while True:
            day = local_date(at, zone)
            calls = [call for rep, on, call in taken if (rep, on) == (step.rep_id, day)]
            has_called = throttle.calls_per_day is not None and is_call
            if len(calls) < throttle.per_day and not (
                has_called and sum(calls) >= throttle.calls_per_day
            ):
                break
            tomorrow = day_starts_at(day + timedelta(days=1), zone)
            at = first_moment(made, step.channel, tomorrow, **place)
        taken.append((step.rep_id, day, is_call))
        found.append(at)
    return found


@settings(max_examples=100, deadline=None)
@given(DUE, st.integers(1, 3), st.one_of(st.none(), st.integers(1, 2)))
def test_a_step_waits_for_the_first_day_that_has_room(items, per_day, calls_per_day):
    policy = CadencePolicy(
        (Track("all", (CadenceStep("s", TouchKind.CALL),)),),
        throttle=Throttle(per_day, calls_per_day),
    )
    made = make_cadences(policy, calendars=CALENDARS, time_zone=NEW_YORK)
    steps, zones = due_steps(items), {"bob": "Asia/Tokyo"}
    found = throttle_steps(made, steps, {}, as_of=NOW, rep_zones=zones)
    assert [item.take_at for item in found] == placed_plainly(made, steps, zones)
