"""What the scorecard says: each section's numbers and sentences, from rows written by hand."""

from datetime import UTC, date, datetime

import pytest
from scorecard_rows import AS_OF, EVIL, PACT, found, rows, scorecard, without

from leadpact.report.section import rate_of
from leadpact.report.words import SPACE


def plain(text):
    return text.replace(SPACE, " ")


def test_a_rate_carries_its_count_and_its_interval():
    rate = rate_of(697, 1061)
    assert (rate.n, rate.of, rate.value) == (697, 1061, 0.656927)
    assert (round(rate.low, 3), round(rate.high, 3)) == (0.628, 0.685)


def test_a_rate_of_nothing_is_not_known():
    assert rate_of(0, 0).value is None


def test_headlines_read_as_sentences():
    readings = {item.code: plain(item.reading) for item in scorecard().headlines}
    assert readings["unowned"] == "243 of 1,000 leads (24.3 %) have no owner."
    assert readings["reached-opportunity"] == "120 of 1,000 leads (12.0 %) reached SQL."
    assert readings["accepted"] == (
        "Sales accepted 60 of the 110 opportunities it decided on (54.5 %)."
    )
    assert readings["quota"] == (
        "In Apr–Jun 2026, 55 opportunities were opened against a quota of 50 (110.0 %), and "
        "150,000 EUR were accepted against 200,000 EUR (75.0 %)."
    )


def test_a_step_is_measured_from_the_stage_before():
    stages = {stage.stage: stage for stage in scorecard().funnel.stages}
    step = stages["FIRST_MEETING"].step
    assert (step.n, step.of, stages["FIRST_MEETING"].step_from) == (150, 500, "MQL")
    assert stages["TARGET"].step is None
    assert stages["EXCHANGE"].n_further == 500


def test_the_narrowest_step_is_named():
    assert plain(scorecard().funnel.reading).startswith(
        "The narrowest step is the one to First meeting: 150 of 500 (30.0 %) came there from MQL."
    )


def test_a_stage_that_the_data_do_not_tell_of_has_no_step_and_is_passed_over():
    stages = rows()["funnel"]
    stages[3] |= {"n_reached": 120, "n_open": 0}
    built = scorecard(funnel=stages).funnel
    by_code = {stage.stage: stage for stage in built.stages}
    assert by_code["FIRST_MEETING"].is_seen is False
    assert by_code["FIRST_MEETING"].step is None
    assert by_code["OPPORTUNITY"].step_from == "MQL"
    assert "do not record First meeting by themselves" in built.notes[0]


def test_a_lead_is_open_and_not_lost_as_long_as_nothing_ended_it():
    assert "660 of 1,000 leads are still open" in scorecard().funnel.reading


def test_months_that_must_not_be_compared_are_marked():
    flags = {row.month: row.flag for row in scorecard().cohorts.rows}
    assert flags == {"2026-03": "", "2026-04": "", "2026-05": "FEW", "2026-06": "RIPENING"}


def test_a_month_that_is_not_over_is_marked():
    built = scorecard(as_of=datetime(2026, 6, 20, tzinfo=UTC)).cohorts
    assert built.rows[-1].flag == "RUNNING"


def test_months_before_outcomes_were_recorded_are_marked_and_the_gap_is_reported():
    first = int(datetime(2026, 5, 20, 12, tzinfo=UTC).timestamp())
    periods = [
        row | ({"first_t": first} if row["moment"].startswith("OPPORTUNITY") else {})
        for row in rows()["periods"]
    ]
    built = scorecard(periods=periods)
    assert [row.flag for row in built.cohorts.rows[:2]] == ["BEFORE_OUTCOMES"] * 2
    texts = [plain(gap.text) for gap in built.gaps if gap.code == "late-outcomes"]
    assert texts[0].startswith(
        "No outcome is recorded before 20 May 2026, although leads start on 1 March 2026."
    )


def test_a_first_outcome_within_the_usual_time_is_no_gap():
    assert not [gap for gap in scorecard().gaps if gap.code == "late-outcomes"]


def test_sources_come_best_first_and_a_missing_one_is_called_so():
    built = scorecard().sources
    assert [row.label for row in built.rows] == ["Not known", "Web", EVIL]
    assert built.rows[0].value is None
    assert "16.7 % of the leads of “Web” reached SQL" in plain(built.reading)


def test_sources_that_chance_could_tell_apart_are_not_called_different():
    few = {"n_leads": 10, "n_won": 0}
    same = [row | few | {"n_opportunities": n} for n, row in enumerate(rows()["sources"])]
    built = scorecard(sources=same)
    assert "chance alone" in built.sources.reading
    assert "sources" not in {item.code for item in built.headlines}


def test_sources_beyond_the_list_are_counted():
    many = [rows()["sources"][0] | {"value": f"s{n}", "n_values": 40} for n in range(20)]
    built = scorecard(sources=many).sources
    assert (len(built.rows), built.n_hidden) == (15, 25)


def test_the_latest_leads_without_an_owner_are_reported():
    assert plain(scorecard().ownership.reading) == (
        "243 of 1,000 leads (24.3 %) have no owner. "
        "223 of them (91.8 %) came in the last 3 months, Apr–Jun 2026."
    )


def test_rules_read_by_their_label_their_activity_or_their_id():
    labels = [row.label for row in scorecard().points.rows]
    assert labels == ["Right size", "Looked at prices", "Range: held between 0 and 100"]


def test_points_are_thousands_of_millipoints_and_silent_rules_are_counted():
    built = scorecard().points
    assert [row.points for row in built.rows] == [9000.0, 450.25, -12.5]
    assert built.rows[0].points_per_lead == 30.0
    assert "1 rule touches no lead at all." in built.reading


def test_must_haves_tell_how_many_lack_them_and_name_a_few():
    phone, email = scorecard().gates.must_haves
    assert (phone.label, phone.lacking.n, phone.samples) == ("phone number", 300, ("L1", "L2"))
    assert (email.lacking.n, email.samples) == (0, ())


def test_gates_are_counted_by_month_in_order():
    months = scorecard().gates.months
    assert [(item.month, item.n_passed) for item in months] == [
        ("2026-03", (100,)),
        ("2026-04", (60,)),
        ("2026-06", (80,)),
    ]


def test_reasons_are_set_against_sources_and_add_up():
    built = scorecard(funnel=rows()["funnel"]).dispositions
    assert built.sources == ("Web", EVIL, "Not known")
    assert [(row.label, row.by_source) for row in built.rows] == [
        ("Bad data", (90, 0, 0)),
        ("Not Interested", (0, 40, 0)),
        ("No reason given", (0, 0, 20)),
    ]
    assert sum(row.share.n for row in built.rows) == built.rows[0].share.of == 150


def test_targets_are_judged_by_the_interval():
    verdicts = {row.code: row.verdict for row in scorecard().targets.rows}
    assert verdicts == {
        "opportunity_creation_rate": "REACHED",  # 120 of 500: 20.5 to 27.9 %
        "acceptance_rate": "TOO_CLOSE",  # 60 of 110: 45.2 to 63.5 %
        "conversation_leads_per_month": "REACHED",  # (100 + 60 + 0 + 80) / 4 = 60
    }


def test_a_target_that_the_data_cannot_answer_is_not_known():
    nothing = [dict.fromkeys(rows()["acceptance"][0], 0)]
    built = scorecard(acceptance=nothing).targets
    assert {row.code: row.verdict for row in built.rows}["acceptance_rate"] == "NOT_KNOWN"


@pytest.mark.parametrize(
    ("targets", "reading"),
    [
        ("{acceptance_rate: 0.5}", "The one target is not yet certain."),
        ("{acceptance_rate: 0.4}", "The one target is reached."),
        (
            "{opportunity_creation_rate: 0.9, acceptance_rate: 0.5}",
            "Of 2 targets: 1 missed, 1 not yet certain.",
        ),
    ],
)
def test_the_verdicts_on_targets_are_counted(targets, reading):
    pact = f"spec: 1\nname: X\ntime_zone: UTC\ntargets: {targets}\n"
    assert scorecard(pact).targets.reading == reading


@pytest.mark.parametrize("name", ["unknown", "Other", " (not set) ", "N/A"])
def test_a_source_that_names_none_is_listed_and_not_compared(name):
    def row(value, n_opportunities):
        like = rows()["sources"][0]
        return like | {"value": value, "n_leads": 1000, "n_opportunities": n_opportunities}

    found = [row(name, 500), row("web", 200), row("list", 100)]
    built = scorecard(sources=found).sources
    assert built.rows[0].label == name
    assert built.reading.startswith("20.0\N{NO-BREAK SPACE}% of the leads of “web”")


@pytest.mark.parametrize("n", [1, 2])
def test_one_is_stated_as_one_and_two_as_two(n):
    built = scorecard(contradictions=[row | {"n": n} for row in rows()["contradictions"]])
    texts = [gap.text for gap in built.gaps if gap.text.startswith(("1 ", "2 "))]
    assert len(texts) >= 7
    verbs = {"was", "is", "has", "belongs", "it"} if n == 1 else {"were", "are", "have", "belong"}
    for text in texts:
        assert verbs & set(text.replace(":", "").split()), text


@pytest.mark.parametrize(
    ("section", "changes", "sentence"),
    [
        ("ownership", {"columns": without("leads.owner_rep_id")}, "do not record who owns a lead"),
        ("sources", {"columns": without("leads.source")}, "do not record the source of any lead"),
        ("quotas", {"quotas": []}, "hold no quotas"),
        ("cohorts", {"cohorts": []}, "When leads were created is not known."),
        ("points", {"points": []}, "No rule of the pact gave a point"),
        (
            "dispositions",
            {"funnel": [row | {"n_disqualified": 0} for row in rows()["funnel"]]},
            "No lead in the data is disqualified",
        ),
    ],
)
def test_a_section_without_data_says_so_in_one_sentence(section, changes, sentence):
    built = getattr(scorecard(**changes), section)
    assert sentence in built.missing
    assert built.reading == ""
    assert built.missing.endswith(".")


def test_a_pact_without_rules_leaves_sentences_and_no_tables():
    built = scorecard("spec: 1\nname: Bare\ntime_zone: UTC\n")
    assert built.points.missing == "The pact gives no points."
    assert built.gates.missing == "The pact has no gates."
    assert built.targets.missing == "The pact sets no targets."


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("no-touches", {"columns": without("touches")}),
        ("no-activities", {"columns": without("activities")}),
        ("no-quotas", {"columns": without("quotas")}),
        ("no-owner-rep-id", {"columns": without("leads.owner_rep_id")}),
        ("no-outcome", {"columns": without("opportunities.outcome")}),
        ("not-traced", {"contradictions": found(LEADS_NOT_TRACED=3)}),
        ("negative-amounts", {"contradictions": found(NEGATIVE_AMOUNTS=4)}),
        ("opened-before-created", {"contradictions": found(OPENED_BEFORE_CREATED=1)}),
        ("snapshot", {"contradictions": found(LEADS_AFTER_AS_OF=1)}),
        ("no-losses", {"acceptance": [rows()["acceptance"][0] | {"n_lost": 0}]}),
    ],
)
def test_each_gap_is_reported_when_it_is_there_and_only_then(code, changes):
    usual = {gap.code for gap in scorecard().gaps}
    assert code not in usual
    assert usual | {code} <= {gap.code for gap in scorecard(**changes).gaps} | {"no-attribute"}


def test_an_attribute_that_no_lead_has_is_a_gap():
    texts = [gap.text for gap in scorecard().gaps if gap.code == "no-attribute"]
    assert texts == ["The pact asks for the number of employees, which no lead has."]


def test_old_data_are_a_gap():
    later = scorecard(as_of=datetime(2026, 12, 1, tzinfo=UTC))
    assert "stale" in {gap.code for gap in later.gaps}
    assert "stale" not in {gap.code for gap in scorecard().gaps}


def test_the_day_is_that_of_the_pacts_zone():
    night = datetime(2026, 7, 1, 3, tzinfo=UTC)
    assert plain(scorecard(as_of=night).about.as_of_label) == "30 June 2026"


def test_rows_of_the_data_set_are_reported():
    assert scorecard().about.n_rows["leads"] == 1000


def test_the_teams_of_a_period_are_added_up():
    quota = rows()["quotas"][0]
    teams = [quota | {"quota_id": team, "team": team} for team in ("north", "south")]
    built = scorecard(quotas=[*teams, quota | {"currency": "JPY", "amount_asked": None}]).quotas
    assert [row.team for row in built.rows] == ["north", "south", ""]
    euro, yen = built.periods
    assert (euro.n_asked, euro.n_opened, euro.amount_asked) == (100, 110, 400_000.0)
    assert (euro.opened_share, euro.amount_share) == (1.1, 0.750003)
    assert (yen.n_asked, yen.amount_share) == (50, None)


def test_the_companys_own_quota_is_not_added_to_those_of_its_teams():
    quota = rows()["quotas"][0]
    built = scorecard(quotas=[quota, quota | {"team": "north"}]).quotas
    assert [period.n_asked for period in built.periods] == [50]


def test_a_team_without_a_quota_does_not_help_the_others_to_reach_theirs():
    quota = rows()["quotas"][0]
    teams = [quota | {"team": "north"}, quota | {"team": "south", "n_asked": None}]
    period = scorecard(quotas=teams).quotas.periods[0]
    assert (period.n_asked, period.n_opened) == (50, 55)


def test_quotas_that_run_are_not_over():
    built = scorecard().quotas
    assert [row.is_over for row in built.rows] == [True, False]
    assert built.rows[1].opened_share is None


def test_a_quota_that_ends_today_is_over():
    today = AS_OF.date()
    ended = [rows()["quotas"][0] | {"starts_on": date(2026, 4, 1), "ends_on": today}]
    assert scorecard(PACT, quotas=ended).quotas.rows[0].is_over


def test_every_path_of_a_gate_is_listed_with_its_share_of_those_who_passed():
    pact = PACT.replace(
        '    when: "fit >= 30"\n',
        '    paths: [{id: large, label: Large firms, when: "n_employees >= 900"}, {id: others}]\n',
    )
    counted = [{"gate": "conversation_lead", "path": "others", "n_passed": 60}]
    large, others = scorecard(pact, gate_paths=counted).gates.paths
    assert (large.label, large.gate_label, large.passed.n, large.passed.of) == (
        *("Large firms", "MQL"),
        *(0, 240),
    )
    assert (others.label, others.passed.n, others.passed.value) == ("others", 60, 0.25)
    assert scorecard().gates.paths == ()


def test_those_who_left_are_listed_with_their_share_of_all_who_came():
    pact = f"{PACT}not_leads:\n  - {{id: spam, label: Spam, when: \"company == 'x'\"}}\n"
    pact += "  - {id: support, when: \"title == 'x'\", send_to: the desk}\n"
    counted = [{"not_lead": "support", "n_leads": 250}]
    spam, support = scorecard(pact, not_leads=counted).gates.not_leads
    assert (spam.label, spam.left.n, spam.left.of) == ("Spam", 0, 1250)
    assert (support.label, support.send_to, support.left.value) == ("support", "the desk", 0.2)
