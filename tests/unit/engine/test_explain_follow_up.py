"""The explanation of a lead as one text: its chain of reasons, and what is known of it."""

from dataclasses import replace
from datetime import datetime

from explain_world import CHICAGO, OFFICE, Life, nov, second_life

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import DisposeLead, EndLead, RecordLead
from leadpact.explain import explain_follow_up
from leadpact.terms.stages import RepRole, Stage


def test_the_whole_chain_of_a_lead_that_a_route_passed_on() -> None:
    life = second_life(n_employees=1000, time_zone="America/Chicago")
    fingerprint = life.rules.fingerprint[:12]
    assert life.explained(nov(2, 12)) == [
        "Lead l-2 is at MQL (CONVERSATION_LEAD) since Mon 2 Nov 2026 10:00."
        " It is Mon 2 Nov 2026 12:00; all times are those of America/New_York.",
        f"The pact is “A small company”, fingerprint {fingerprint}.",
        "It came to TARGET on Mon 2 Nov 09:55, as it had no activity yet.",
        "From TARGET it came to MQL (CONVERSATION_LEAD) on Mon 2 Nov 10:00,"
        " because the gate conversation_lead opened.",
        "bob has the lead since Mon 2 Nov 10:00, by the default route, from the pool inbound.",
        "The route key-accounts took it first, could not place it and passed it on,"
        " because all who could take it are on leave.",
        "Not eve: on leave until Mon 9 Nov 00:00.",
        "The default route took this inbound lead, as no route before it placed it,"
        " and leads to a pool.",
        "bob has the largest shortfall, 0.33 leads behind the share that the weights give.",
        "Considered too: ann, 0.33 leads ahead of the share that the weights give.",
        "Not cid: on leave until Mon 9 Nov 00:00.",
        "The cadence best began on Mon 2 Nov 10:00, because n_employees >= 1000.",
        "The next step is call-1, a call, due Mon 2 Nov 11:00 (Mon 2 Nov 10:00 in"
        " America/Chicago): at once after the start on"
        f" Mon 2 Nov 10:00, moved to the first moment that lies in the window calls {CHICAGO}"
        " and in the legal calling hours.",
        "The clock first-touch promises the first touch, 4 business hours from its start.",
        "It started on Mon 2 Nov 10:00, because the lead was assigned.",
        f"It is due Mon 2 Nov 14:00: 4 business hours from Mon 2 Nov 10:00 {OFFICE}.",
        "It runs: 2 business hours left."
        " A breach does this: notify the owner of the lead; reassign by the routes.",
        "The clock resolve promises a meeting or a disposition, 5 business days from its start.",
        "It started on Mon 2 Nov 10:00, because the lead was assigned.",
        f"It is due Tue 10 Nov 10:00: 5 business days from Mon 2 Nov 10:00 {OFFICE},"
        " with Wed 4 Nov off.",
        "It runs: 38 business hours left."
        " A breach does this: escalate to MANAGER; return to the pool.",
        "To do: bob takes the step call-1 of the cadence best, by Mon 2 Nov 11:00.",
    ]


def test_a_lead_that_waited_and_was_ended_elsewhere_was_let_go() -> None:
    life = second_life(source="fair")
    life.submit(EndLead, nov(2, 11), stage=Stage.CLOSED_WON)
    assert "Nobody has the lead: it was released." in life.explained(nov(2, 12))


def test_a_stage_that_was_on_record_is_reported_as_that_and_not_as_a_gate() -> None:
    life = Life()
    lead = Lead("l-1", created_at=nov(2, 8), stage=Stage.CONVERSATION_LEAD, stage_at=nov(2, 8, 30))
    life.submit(RecordLead, nov(2, 9), lead=lead)
    reported = life.explained(nov(2, 10))
    assert any(line.endswith("as the record says.") for line in reported)
    assert not any("gate" in line for line in reported)


def test_of_a_lead_that_nobody_reported_of_nothing_is_known() -> None:
    assert Life().explained(nov(2, 10))[0].startswith("Nothing is known of lead l-1 yet.")


def test_an_earlier_moment_than_the_state_is_taken_for_that() -> None:
    life = second_life()
    assert life.explained(nov(1)) == life.explained(nov(2, 10))


def test_a_moment_of_another_year_has_its_year() -> None:
    reported = second_life().explained(datetime.fromisoformat("2027-01-04T10:00:00-05:00"))
    assert any("since Mon 2 Nov 2026 10:00, by the default route" in line for line in reported)


def test_a_state_whose_codes_are_unknown_to_the_pact_is_reported_all_the_same() -> None:
    life = second_life()
    what = {"side": RepRole.SDR, "code": "no_need", "by_rep_id": "bob", "reason": "timing"}
    life.submit(DisposeLead, nov(3, 10), **what)
    life.rules = replace(life.rules, feedback=None)
    message = "gave the disposition “no_need”, for the reason “timing”."
    assert f"On Tue 3 Nov 10:00 the SDR, bob, {message}" in life.explained(nov(3, 11))


def test_what_was_withdrawn_is_named() -> None:
    life = second_life(n_employees=1000, time_zone="America/Chicago")
    texts = [
        explain_follow_up(replace(life.state, withdrawn_ids=names), life.rules, as_of=nov(2, 12))
        for names in ((), ("t-1",), ("t-1", "t-2"))
    ]
    assert "withdrawn" not in texts[0]
    assert "The report t-1 was withdrawn, and counts no more." in texts[1].splitlines()
    assert "The reports t-1, t-2 were withdrawn, and count no more." in texts[2].splitlines()


def test_leads_that_were_merged_into_one_are_named() -> None:
    life = second_life(n_employees=1000, time_zone="America/Chicago")
    state = replace(life.state, absorbed_ids=("l-7",))
    lines = explain_follow_up(state, life.rules, as_of=nov(2, 12)).splitlines()
    assert "The lead l-7 was merged into it: its activities count here too." in lines
