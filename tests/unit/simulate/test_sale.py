"""The sale: who may touch whom when, and whether every table tells the same story."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from leadpact.engine.lifecycle import EventKind
from leadpact.events import EventCodec, Parts, PersonalValues, StoredEvent, schema_of
from leadpact.terms.actors import is_actor, rep_of
from leadpact.terms.zone import moment_at
from vacuous import some

LOSSES = ("NO_BUDGET", "NO_DECISION", "LOST_TO_COMPETITOR")


def test_only_active_reps_who_are_not_away_touch_leads(ask) -> None:
    assert ask(
        "SELECT count(*) FROM touches JOIN reps USING (rep_id)"
        " WHERE occurred_at < active_from OR occurred_at >= active_to"
    ) == [(0,)]
    assert ask(
        "SELECT count(*) FROM touches AS t JOIN absences AS a ON a.rep_id = t.rep_id"
        " AND t.occurred_at >= a.starts_at AND t.occurred_at < a.ends_at"
    ) == [(0,)]
    (n_left,) = ask("SELECT count(active_to) FROM reps")[0]
    assert n_left > 0


def test_reps_work_on_weekdays_from_nine_to_five_of_their_zone(ask) -> None:
    rows = ask(
        "SELECT DISTINCT time_zone, epoch(occurred_at) FROM touches JOIN reps USING (rep_id)"
    )
    local = [datetime.fromtimestamp(moment, ZoneInfo(zone)) for zone, moment in rows]
    assert {moment.weekday() for moment in local} == {0, 1, 2, 3, 4}
    assert {moment.hour for moment in local} == set(range(9, 17))


def test_leads_are_touched_by_the_rep_who_got_them(ask) -> None:
    assert ask(
        "WITH got AS (SELECT lead_id, occurred_at, payload->>'rep_id' AS rep_id FROM events"
        " WHERE kind = 'lead.assigned' AND payload->>'pool' LIKE 'SDR-%')"
        " SELECT count(*) FILTER (got.rep_id IS DISTINCT FROM t.rep_id"
        " OR t.occurred_at <= got.occurred_at) FROM touches AS t LEFT JOIN got USING (lead_id)"
        " WHERE kind <> 'MEETING'"
    ) == [(0,)]


def test_nobody_is_called_without_a_phone_number(ask) -> None:
    assert ask(
        "SELECT count(*) FROM touches JOIN leads USING (lead_id)"
        " WHERE phone IS NULL AND kind IN ('CALL', 'VOICEMAIL')"
    ) == [(0,)]


def test_a_meeting_is_booked_in_a_conversation_and_then_held_or_missed(ask) -> None:
    talked, booked, ended, planned = ask(
        "SELECT count(*) FILTER (c.at IS NULL OR c.at > b.at), count(*),"
        " count(*) FILTER (e.at IS NOT NULL), count(*) FILTER (e.at IS NULL AND b.due_at <"
        " TIMESTAMPTZ '2026-01-01 00:00Z')"
        " FROM (SELECT lead_id, occurred_at AS at,"
        " to_timestamp((payload->>'starts_at')::BIGINT) AS due_at"
        "  FROM events WHERE kind = 'meeting.booked') AS b"
        " LEFT JOIN (SELECT lead_id, min(occurred_at) AS at FROM touches"
        "  WHERE result = 'CONVERSATION' GROUP BY ALL) AS c USING (lead_id)"
        " LEFT JOIN (SELECT lead_id, occurred_at AS at FROM events"
        "  WHERE kind IN ('meeting.held', 'meeting.missed')) AS e"
        " ON e.lead_id = b.lead_id AND e.at = b.due_at"
    )[0]
    assert talked == 0
    assert 0 < ended < booked
    assert planned == 0


def test_an_opportunity_is_opened_after_a_held_meeting(ask) -> None:
    n_opened, n_bad = ask(
        "WITH held AS (SELECT lead_id, occurred_at FROM events WHERE kind = 'meeting.held')"
        " SELECT count(*), count(*) FILTER (held.occurred_at IS NULL"
        " OR o.occurred_at <= held.occurred_at) FROM events AS o LEFT JOIN held USING (lead_id)"
        " WHERE o.kind = 'opportunity.opened'"
    )[0]
    assert n_opened > 1000
    assert n_bad == 0


def test_the_snapshot_shows_the_last_stage_of_the_events(ask) -> None:
    assert ask(
        "WITH last AS (SELECT lead_id, arg_max(payload->>'to', event_id) AS stage FROM events"
        " WHERE kind = 'lead.stage.changed' GROUP BY ALL)"
        " SELECT count(*) FROM leads LEFT JOIN last USING (lead_id)"
        " WHERE leads.stage <> coalesce(last.stage, 'TARGET')"
    ) == [(0,)]


def test_every_stage_begins_where_the_one_before_ended(ask) -> None:
    assert ask(
        "WITH steps AS (SELECT payload->>'came_from' AS since,"
        " lag(payload->>'to', 1, 'TARGET') OVER (PARTITION BY lead_id ORDER BY occurred_at,"
        " event_id) AS before FROM events"
        " WHERE kind = 'lead.stage.changed') SELECT count(*) FROM steps WHERE since <> before"
    ) == [(0,)]


def test_the_snapshot_shows_the_last_owner_of_the_events(ask) -> None:
    n_owned, n_bad = ask(
        "WITH last AS (SELECT lead_id, arg_max(payload->>'rep_id', event_id) AS rep_id FROM events"
        " WHERE kind = 'lead.assigned' GROUP BY ALL)"
        " SELECT count(owner_rep_id), count(*) FILTER (owner_rep_id IS DISTINCT FROM rep_id)"
        " FROM leads LEFT JOIN last USING (lead_id)"
    )[0]
    assert n_owned > 0
    assert n_bad == 0


def test_opportunities_agree_with_leads_and_events(ask) -> None:
    assert ask(
        "SELECT count(*) FROM opportunities AS o JOIN leads AS l USING (lead_id)"
        " WHERE l.account_id <> o.account_id OR (o.stage <> l.stage"
        # A year after the sale the lead is renewed or has churned; the opportunity stays won.
        " AND NOT (o.stage = 'CLOSED_WON'"
        " AND (l.stage = 'NEXT_SALE' OR disposition_reason = 'CHURNED')))"
    ) == [(0,)]
    for outcome, stage in (("WON", "CLOSED_WON"), ("LOST", "RECYCLED")):
        moved = f"kind = 'opportunity.moved' AND payload->>'stage' = '{stage}'"
        n_opportunities, n_events, n_matches = ask(
            "SELECT (SELECT count(*) FROM opportunities WHERE outcome ="
            f" '{outcome}'), (SELECT count(*) FROM events WHERE {moved}),"
            " (SELECT count(*) FROM events JOIN opportunities AS o ON o.opportunity_id ="
            " payload->>'opportunity_id' AND o.closed_at = occurred_at"
            f" WHERE {moved} AND outcome = '{outcome}')"
        )[0]
        assert n_opportunities == n_events == n_matches > 100


def test_an_opportunity_is_decided_priced_and_closed_in_that_order(ask) -> None:
    assert ask(
        "SELECT count(*) FROM opportunities WHERE decided_at < opened_at OR closed_at < decided_at"
        " OR (is_accepted IS NULL) <> (decided_at IS NULL)"
        " OR (outcome IS NULL) <> (closed_at IS NULL)"
        " OR (amount IS NULL) <> (expected_close_on IS NULL)"
        " OR (outcome IN ('WON', 'LOST') AND (amount IS NULL OR NOT is_accepted))"
        " OR (outcome = 'REJECTED' AND is_accepted)"
    ) == [(0,)]
    states = {row[0] for row in ask("SELECT DISTINCT stage FROM opportunities")}
    assert states == {
        "FIRST_MEETING",
        "OPPORTUNITY",
        "PIPELINE",
        "CLOSED_WON",
        "RECYCLED",
        "DISQUALIFIED",
    }


def test_a_reason_is_where_the_work_has_ended_and_nowhere_else(ask) -> None:
    assert ask(
        "SELECT count(*) FROM leads WHERE (disposition_reason IS NOT NULL)"
        " <> (stage IN ('RECYCLED', 'DISQUALIFIED'))"
    ) == [(0,)]
    assert ask(
        "WITH given AS (SELECT lead_id, upper(payload->>'code') AS reason FROM events"
        " WHERE kind = 'lead.dispositioned' UNION ALL"
        # The stored form of an opportunity has no reason: that of a loss is the lead's alone.
        " SELECT e.lead_id, disposition_reason FROM events AS e JOIN leads USING (lead_id)"
        " WHERE kind = 'opportunity.moved' AND payload->>'stage' = 'RECYCLED'"
        f" AND disposition_reason IN {LOSSES} AND e.occurred_at = stage_at)"
        " SELECT count(*) FROM leads LEFT JOIN given USING (lead_id)"
        " WHERE disposition_reason <> 'CHURNED' AND disposition_reason IS DISTINCT FROM reason"
    ) == [(0,)]


def test_some_leads_that_were_handed_over_never_get_an_owner(ask) -> None:
    (share,) = ask(
        "SELECT avg((owner_rep_id IS NULL)::INT) FROM leads SEMI JOIN events"
        " ON events.lead_id = leads.lead_id AND payload->>'to' = 'CONVERSATION_LEAD'"
    )[0]
    assert 0.05 < share < 0.25


def test_some_outcomes_are_still_open_at_the_end(ask) -> None:
    recent, old = ask(
        "SELECT avg((outcome IS NULL)::INT) FILTER (opened_at > TIMESTAMPTZ '2025-12-01 00:00Z'),"
        " avg((outcome IS NULL)::INT) FILTER (opened_at < TIMESTAMPTZ '2024-12-01 00:00Z')"
        " FROM opportunities"
    )[0]
    assert recent > 0.6
    assert 0.05 < old < 0.25


def test_accounts_that_bought_and_stayed_are_customers(ask) -> None:
    assert ask(
        "SELECT count(*) FROM accounts WHERE NOT is_customer AND account_id IN (SELECT account_id"
        " FROM leads WHERE stage IN ('CLOSED_WON', 'NEXT_SALE'))"
    ) == [(0,)]
    customers, owned = ask(
        "SELECT avg(is_customer::INT), avg((owner_rep_id IS NOT NULL)::INT) FILTER (is_customer)"
        " FROM accounts"
    )[0]
    assert 0.05 < customers < 0.35
    assert owned == 1


def test_payloads_are_compact_json(ask) -> None:
    rows = ask("SELECT kind, any_value(payload) FROM events GROUP BY ALL")
    payloads = {kind: json.loads(text) for kind, text in rows}
    assert all(json.dumps(json.loads(t), separators=(",", ":")) == t for _, t in some(rows))
    assert set(payloads) == {
        "lead.stage.changed",
        "lead.assigned",
        "lead.dispositioned",
        "meeting.booked",
        "meeting.held",
        "meeting.missed",
        "opportunity.opened",
        "opportunity.moved",
    }


def test_every_payload_with_a_version_is_as_the_codec_writes_it(ask) -> None:
    rows = ask(
        "SELECT kind, schema, payload, epoch(occurred_at) FROM events WHERE kind <> 'lead.assigned'"
        " QUALIFY row_number() OVER (PARTITION BY kind, payload->>'stage', payload->>'n_rebooked',"
        " payload->>'to' ORDER BY event_id) <= 50"
    )
    codec, personal = EventCodec(Parts()), PersonalValues("")
    kinds = set[str]()
    for kind, schema, payload, seconds in some(rows):
        occurred_at = moment_at(int(seconds))
        assert schema == schema_of(EventKind(kind))
        row = StoredEvent(
            "l/1", "l", 1, kind, schema, occurred_at, occurred_at, "c", "system:crm", "", payload
        )
        event = codec.decode_event(row, personal)
        assert codec.encode_event(event, personal) == row
        at = {
            "lead.stage.changed": "at",
            "lead.dispositioned": "given_at",
            "meeting.booked": "booked_at",
            "meeting.held": "ended_at",
            "meeting.missed": "ended_at",
            "opportunity.opened": "opened_at",
        }
        assert kind not in at or getattr(event.payload, at[kind]) == occurred_at
        kinds.add(kind)
    assert len(kinds) == 7


def test_an_assignment_has_no_version_as_a_crm_does_not_know_what_was_decided(ask) -> None:
    assert ask(
        "SELECT count(*) FROM events WHERE (schema IS NULL) <> (kind = 'lead.assigned')"
        " OR n IS NOT NULL OR command_id IS NOT NULL"
    ) == [(0,)]


def test_everybody_who_acts_is_a_person_or_a_system(ask) -> None:
    actors = {actor for (actor,) in ask("SELECT DISTINCT actor FROM events")}
    assert all(map(is_actor, actors))
    persons = {rep for actor in actors if (rep := rep_of(actor)) is not None}
    assert persons <= {rep_id for (rep_id,) in ask("SELECT rep_id FROM reps")}
    assert {f"person:{rep}" for rep in persons} | {"system:crm", "system:marketing"} == actors
