"""Fixes that are made of what is written: what a message says to write is what was meant."""

import pytest
from pact_tables import BASE, CLOCKS, FEEDBACK, GATE, ROUTING, TARGETS, issues_of, the_only_issue

from leadpact.conditions.findings import closest

HEADCOUNT = '"n_employees >= 200"'
PROMISE = "consequences: [{promise: conversation_leads_per_month, kept_below: 0.5, then: More}]"
LABELS = "labels: {CONVERSATION_LEAD: MQL}"


@pytest.mark.parametrize(
    ("removed", "added", "fix"),
    [
        ("points: 30}", "points: 010}", "Leave out the leading zeros: 10."),
        ("points: 30}", "points: '30'}", "Leave out the quotes: 30."),
        ("points: 30}", "points: 30 points}", "Write the number alone: 30."),
        ("points: 30}", "points: 30%}", "Leave out the `%`: 30."),
        ("points: 30}", "points: 1.000}", "If thousands are meant, write 1000; a whole number"),
        ("points: 30}", "points: 2,5}", "Decimals have a point: `2.5`."),
        (TARGETS, "targets: {acceptance_rate: 80%}", "Write the share: 0.8."),
        (TARGETS, "targets: {conversation_leads_per_month: 1,200}", "Write `1200`."),
        (
            TARGETS,
            "targets:\n  conversation_leads_per_month: 1,200",
            "Write it without signs between the digits: 1200.",
        ),
        (TARGETS, "targets:\n  acceptance_rate: 0,8", "Decimals have a point: 0.8."),
    ],
)
def test_a_number_is_written_as_it_was_meant(removed: str, added: str, fix: str):
    assert fix in the_only_issue(BASE, removed, added)


@pytest.mark.parametrize(
    ("base", "removed", "added", "fix"),
    [
        (CLOCKS, "warn: [{hours: 4}]", "warn: {hours: 2}", "Write a list: `[{hours: 2}]`."),
        (CLOCKS, "within: {hours: 1}", "within: 1h", "Write `{hours: 1}`."),
        (CLOCKS, "within: {hours: 1}", "within: 30 minutes", "Write `{minutes: 30}`."),
        (BASE, "must_have: [email]", "must_have: email", "Write a list: `[email]`."),
        (
            BASE,
            "must_have: [email]",
            "must_have: email, phone",
            "Write a list: `[email, phone]`.",
        ),
        (ROUTING, 'tue: ["09:00-17:00"]', 'tue: "09:00-17:00"', 'list: `["09:00-17:00"]`.'),
        (
            ROUTING,
            "closed_on: [2026-12-24, 2026-07-03]",
            "holidays: [DE]",
            "Write `{country: DE}`.",
        ),
    ],
)
def test_a_list_or_a_mapping_is_made_of_what_is_written(
    base: str, removed: str, added: str, fix: str
):
    assert fix in the_only_issue(base, removed, added)


@pytest.mark.parametrize(
    ("fields", "fix"),
    [
        ("company, phone or email", "write `is_known(phone) or is_known(email)` in `when`."),
        ("company, phone/email", "write `is_known(phone) or is_known(email)` in `when`."),
        ("phone and email", "Write each as an entry of its own: `[phone, email]`."),
        ("Phone Number", "Write `phone_number`."),
    ],
)
def test_several_names_in_one_entry_are_parted(fields: str, fix: str):
    added = f"must_have: [{fields}]\n    nice_to_have: []"
    removed = "must_have: [email]\n    nice_to_have: [phone]"
    assert fix in the_only_issue(BASE, removed, added)


@pytest.mark.parametrize(
    ("removed", "added", "fix"),
    [
        (
            TARGETS,
            "targets: {rates: [{from: mql, to: PIPELINE, at_least: 0.4}]}",
            "Write `CONVERSATION_LEAD`, which this pact calls MQL.",
        ),
        (
            TARGETS,
            "targets: {rates: [{from: TARGET, to: SQL, at_least: 0.4}]}",
            "`SQL` is often the label of `OPPORTUNITY`.",
        ),
        (TARGETS, "windows: {MQL: 30}", "Write `CONVERSATION_LEAD`, which this pact calls MQL."),
        (LABELS, "labels: {MQL: Lead}", "`MQL` is often the label of `CONVERSATION_LEAD`."),
        (
            LABELS,
            "labels: {MQL: Conversation lead}",
            "Write the code before the label: `CONVERSATION_LEAD: MQL`.",
        ),
    ],
)
def test_a_label_is_answered_with_the_code_of_its_stage(removed: str, added: str, fix: str):
    assert fix in the_only_issue(BASE, removed, added)


def test_a_disposition_that_leads_to_a_label_is_answered_with_its_code():
    text = FEEDBACK.replace("leads_to: stays", "leads_to: SQL", 1)
    fixes = [issue for issue in issues_of(text) if "leads_to" in issue]
    assert any("`SQL` is often the label of `opportunity`." in issue for issue in fixes), fixes


@pytest.mark.parametrize(
    ("target", "fix"),
    [
        ("everyone", "`everyone` is a pool: write `to: pool, pool: everyone`."),
        ("kim", "`kim` is a rep: write `to: rep, rep: kim`."),
        ("dach", "`dach` is a territory: write `to: territory`"),
    ],
)
def test_a_route_to_a_name_is_answered_with_its_kind(target: str, fix: str):
    removed = "{id: owner, to: account_owner}"
    assert fix in the_only_issue(ROUTING, removed, f"{{id: owner, to: {target}}}")


@pytest.mark.parametrize(
    ("days", "fix"),
    [
        ("mon-fri", "Write each day by itself: `mon`, `tue`, `wed`, `thu`, `fri`."),
        ("Mon to Wed", "Write each day by itself: `mon`, `tue`, `wed`."),
        ("sat_sun", "Write each day by itself: `sat`, `sun`."),
        ("monday", "Did you mean `mon`?"),
    ],
)
def test_several_days_in_one_key_are_listed(days: str, fix: str):
    assert fix in the_only_issue(ROUTING, 'tue: ["09:00-17:00"]', f'{days}: ["09:00-17:00"]')


@pytest.mark.parametrize(
    ("window", "fix"),
    [
        ("09:00–17:00", 'Write "09:00-17:00": with a plain hyphen'),
        ("9 - 17", 'Write "09:00-17:00": hours and minutes of two digits'),
        ("8.30 to 12:00", 'Write "08:30-12:00": hours and minutes of two digits'),
        ("office", "Write two times of the day"),
    ],
)
def test_a_window_is_written_with_its_own_times(window: str, fix: str):
    assert fix in the_only_issue(ROUTING, 'tue: ["09:00-17:00"]', f'tue: ["{window}"]')


@pytest.mark.parametrize(
    ("condition", "fix"),
    [
        ("fit between 5 and 20", "Write `fit >= 5 and fit <= 20`."),
        ("fit between low and high", "Write `fit >= 10 and fit <= 60`."),
        ("tier not_in ('gold')", "Did you mean `not in`?"),
        ("title not_contains 'x'", "Write `not title contains 'text'`."),
        ("count('demo', days='30') > 2", "Leave out the quotes: `days=30`."),
        ("fit >= 55%", "Leave it out: write `55`;"),
        ("renewal_on < today", "`days_until(renewal_on) > 0` is a date to come"),
    ],
)
def test_a_condition_is_written_as_it_was_meant(condition: str, fix: str):
    assert fix in the_only_issue(BASE, GATE, f'when: "{condition}"')


@pytest.mark.parametrize(
    "condition",
    [
        "(title has_word 'vp' or title has_word 'ceo') and not title contains 'intern to'",
        "seats >= 2 and not seats == 5",
        "seats in (3, 4) and (tier == 'gold' or not seats == 3)",
        "days_since('demo') > 3 and not days_since('demo') == 4",
    ],
)
def test_a_not_over_what_is_needed_anyway_is_no_matter(condition: str):
    assert issues_of(BASE.replace(GATE, f'when: "{condition}"')) == []


@pytest.mark.parametrize(
    "condition",
    [
        "(title has_word 'vp' or seats > 2) and not title contains 'intern to'",
        "seats > 2 or not seats == 5",
        "fit >= 2 and not (seats == 3 and seats < 5)",
        "not seats == 5 and fit > 3",
    ],
)
def test_a_not_over_what_may_be_missing_is_a_warning(condition: str):
    assert "not-over-missing" in the_only_issue(BASE, GATE, f'when: "{condition}"')


@pytest.mark.parametrize("number", ["1.200", "'120'", "many"])
def test_a_target_that_cannot_be_read_is_not_reported_as_missing(number: str):
    added = f"targets: {{conversation_leads_per_month: {number}}}\n{PROMISE}"
    assert "value-type" in the_only_issue(BASE, TARGETS, added)


def test_a_consequence_of_a_volume_is_refused_as_that():
    added = "targets: {volumes: [{count: touches, per_month: 3}], acceptance_rate: 0.5}\n"
    added += PROMISE.replace("conversation_leads_per_month", "touches")
    issue = the_only_issue(BASE, TARGETS, added)
    assert "`touches` is a volume, and a consequence is of a clock or a rate." in issue


def test_a_sum_that_adds_itself_is_refused():
    issue = the_only_issue(BASE, "  account:\n", "  all: {sum_of: [fit, all]}\n  account:\n")
    assert "`all` cannot add itself." in issue


def test_a_name_that_is_written_as_it_should_be_is_not_reported_as_unknown():
    text = BASE.replace("  seats: {type: integer}", "  Number-of-seats: {type: integer}")
    (issue,) = issues_of(text.replace(HEADCOUNT, '"number_of_seats >= 2"'))
    assert "name-format" in issue


@pytest.mark.parametrize(
    ("written", "meant"),
    [("bool", "boolean"), ("string", "text"), ("Int", "integer"), ("enum", "category")],
)
def test_a_type_by_the_name_of_another_language_is_suggested(written: str, meant: str):
    added = f"seats: {{type: {written}}}"
    assert f"Did you mean `{meant}`?" in the_only_issue(BASE, "seats: {type: integer}", added)


def test_a_length_of_time_in_words_is_not_made_of_what_needs_more():
    added = "fades: 30 days"
    issue = the_only_issue(BASE, "fades: {shape: linear, days: 30}", added)
    assert "Write `key: value`, such as `{shape: linear, days: 30}`." in issue


def test_several_are_suggested_as_one():
    removed = "{id: owner, to: account_owner}"
    issue = the_only_issue(ROUTING, removed, "{id: owner, to: territories}")
    assert "Did you mean `territory`?" in issue


@pytest.mark.parametrize(("word", "meant"), [("SAL", None), ("SLQ", "SQL"), ("SQLL", "SQL")])
def test_a_short_word_with_another_letter_is_another_word(word: str, meant: str | None):
    assert closest(word, ["SQL", "EXCHANGE"]) == meant


@pytest.mark.parametrize(
    "end", ["targets: {acceptance_rate: 0", "labels: [\n", "  - {a: 'b\n", "a: {b: c: d"]
)
def test_a_text_that_ends_too_early_is_an_issue(end: str):
    (issue,) = issues_of(f"spec: 1\nname: Base\n{end}")
    assert "yaml-syntax" in issue


HEAD = "spec: 1\nname: A\ngates: {conversation_lead: {must_have: [email]}}\n"
RESOLVE = (
    "clocks: [{kind: resolve, pauses_on: [disposition.waiting], resumes_on: [], on_breach: []}]\n"
)
WAITING = "feedback: {dispositions: {sdr: {waiting: {leads_to: stays, stops_work: false}}}}\n"


def test_a_pause_on_a_status_without_a_date_ends_by_a_date_not_by_a_mail():
    (issue,) = issues_of(f"{HEAD}{RESOLVE}{WAITING}")
    assert "pause-without-end" in issue
    assert "`waiting` has no date at which it ends: write `needs: [until]` with it" in issue


def test_a_pause_on_a_status_is_not_reported_where_the_status_cannot_be_read():
    damaged = WAITING.replace("false}", "false, needs: until}")
    (issue,) = issues_of(f"{HEAD}{RESOLVE}{damaged}")
    assert "pause-without-end" not in issue
    (issue,) = issues_of(f"{HEAD}{RESOLVE.replace('waiting', 'wating')}{WAITING}")
    assert "status-unknown" in issue


AE = "handoff: {ae: [{id: any, pool: sdrs}]}\n"


def test_the_pool_of_new_leads_is_not_to_pick_at_random_for_the_aes():
    pools = "routing: {pools: {sdrs: {roles: [SDR]}}, default: sdrs}\n"
    (issue,) = issues_of(f"{HEAD}{pools}{AE}")
    assert "Give the AEs a pool of their own, such as `aes: {roles: [AE], method: random}`" in issue


@pytest.mark.parametrize(
    ("word", "fix"),
    [
        ("every_rep", "Indent it less, so that it is part of `routing`, beside `reps`."),
        ("all", "For the terms of all reps write `every_rep` in `routing`, beside `reps`."),
        ('"*"', "For the terms of all reps write `every_rep` in `routing`, beside `reps`."),
    ],
)
def test_terms_of_every_rep_are_not_those_of_a_rep_of_this_name(word: str, fix: str):
    added = f"reps: {{{word}: {{caps: {{per_day: 8}}}}}}"
    pools = "pools: {sdrs: {roles: [SDR]}}, default: sdrs"
    (issue,) = issues_of(f"{HEAD}routing: {{{pools}, {added}}}\n")
    assert "warning rep-unknown" in issue
    assert fix in issue


@pytest.mark.parametrize("word", ["CLOSED_LOST", "LOST", "Closed lost"])
def test_a_lost_deal_is_not_a_deal_that_was_won(word: str):
    issue = the_only_issue(BASE, GATE, f"when: \"fit >= 20 and stage != '{word}'\"")
    assert "No stage is of lost deals alone: use 'RECYCLED' or 'DISQUALIFIED'." in issue


def test_a_stage_with_a_slip_in_one_word_is_suggested():
    issue = the_only_issue(BASE, GATE, "when: \"fit >= 20 and stage != 'CLOSD_WON'\"")
    assert "Did you mean 'CLOSED_WON'?" in issue


@pytest.mark.parametrize("asked", ["count('call') == 0", "not call-1", "call", "not call-1 and 1"])
def test_a_touch_is_no_activity_to_ask_about(asked: str):
    issue = issues_of(BASE.replace(GATE, f'when: "fit >= 20 and {asked}"'))[0]
    assert "Touches of reps are no activities: a condition cannot ask about them." in issue
    assert "arithmetic" not in " ".join(issues_of(BASE.replace(GATE, f'when: "{asked}"')))


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("{leads_to: hold, needs: [until]}", "Did you mean `stays`?"),
        ("{stops_work: false, needs: [until]}", "Add `leads_to: stays`."),
        ("{leads_to: recycled, stops_work: false, needs: [until]}", "Write `leads_to: stays`."),
    ],
)
def test_a_hold_keeps_the_stage(written: str, fix: str):
    text = f"{HEAD}feedback: {{dispositions: {{sdr: {{waiting: {written}}}}}}}\n"
    assert issues_of(text)[0].endswith(fix)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("budget >= 1000", "budget"),
        ("days_until(needed_on) <= 90", "needed_on"),
        ("plan in ('a')", "plan"),
    ],
)
def test_a_condition_among_must_haves_is_split(written: str, name: str):
    issue = the_only_issue(BASE, "must_have: [email]", f'must_have: ["{written}"]')
    assert f"write `{name}` here, and `{written}` in `when`." in issue


NEWCOMERS = "routing: {{pools: {{a: {{roles: [SDR], newcomers_weight: {share}}}}}, default: a}}\n"


@pytest.mark.parametrize(
    ("share", "fix"),
    [
        ("50%", "Write the share: 0.5."),
        ("1%", "Write the share: 0.01."),
        ("1.8", "Write a number in this range, such as `0.5`."),
        ("1/3", "Write it with a point: 0.333."),
        ("33", "Write the share: 0.33."),
        ("1", "All of it needs no share: leave `newcomers_weight` out."),
    ],
)
def test_a_share_is_written_as_it_was_meant(share: str, fix: str):
    written = NEWCOMERS.format(share=f"{{share: {share}, days: 30}}")
    (issue,) = issues_of(HEAD + written)
    assert issue.endswith(fix)


@pytest.mark.parametrize(("rate", "fix"), [("70", "0.7"), ("100", "1"), ("12.5", "0.125")])
def test_a_target_in_percent_is_written_as_a_share(rate: str, fix: str):
    issue = the_only_issue(BASE, TARGETS, f"targets: {{acceptance_rate: {rate}}}")
    assert issue.endswith(f"Write the share: {fix}.")


def test_a_mapping_of_entries_with_ids_is_written_as_a_list():
    text = f"{HEAD}checkpoints: {{discovery: {{stage: OPPORTUNITY, must_have: [email]}}}}\n"
    (issue,) = issues_of(text)
    assert issue.endswith(
        "Write a list: `[{id: discovery, must_have: [email], stage: OPPORTUNITY}]`."
    )


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("{weekdays: 5}", "{business_days: 5}"),
        ("{working_days: 5}", "{business_days: 5}"),
        ("{weeks: 1}", "{days: 7}"),
    ],
)
def test_a_wait_in_other_units_is_as_long(written: str, fix: str):
    steps = f"[{{id: a, channel: call}}, {{id: b, channel: email, after_start: {written}}}]"
    (issue,) = issues_of(f"{HEAD}cadences: {{tracks: [{{id: all, steps: {steps}}}]}}\n")
    assert issue.endswith(f"Write `{fix}`.")


@pytest.mark.parametrize(
    ("written", "fix"), [("{weekdays: 2}", "{days: 2}"), ("{weeks: 1}", "{days: 5}")]
)
def test_business_time_in_other_units_is_as_long(written: str, fix: str):
    issue = the_only_issue(CLOCKS, "within: {hours: 1}", f"within: {written}")
    assert issue.endswith(f"Write `{fix}`.")


@pytest.mark.parametrize(
    ("asked", "fix"),
    [
        ("days_until('renewal_on') <= 90", "Leave out the quotes: `days_until(renewal_on)`."),
        (
            "days_until(renewal_on, days=90)",
            "write `days_until(renewal_on) >= 0 and days_until(renewal_on) <= 90`.",
        ),
        ("renewal_on <= 90", "Count the days: `days_until(renewal_on) <= 90`"),
        (
            "renewal_on within 90 days",
            "write `days_until(renewal_on) >= 0 and days_until(renewal_on) <= 90`.",
        ),
        ("days_until(renewal_on) <= 90 days", "Write the number alone, without a unit."),
    ],
)
def test_days_until_a_date_are_asked_with_the_date_that_is_written(asked: str, fix: str):
    assert fix in the_only_issue(BASE, GATE, f'when: "fit >= 20 and {asked}"')
