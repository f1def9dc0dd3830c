"""What a disposition must say to be taken, and what follows from one that is."""

from dataclasses import replace

import pytest
from feedback_world import FRESH, KNOWN, MET, OWN, STANDARD, by_ae, by_sdr, calls, options, stated

from leadpact.engine.feedback import Referral, has_review, leads_to, open_review, referral_of
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage

# Taken


@pytest.mark.parametrize(
    ("disposition", "record"),
    [
        (by_sdr("unreachable"), replace(FRESH, attempts=calls(4))),
        (by_sdr("not_compliant", fault="bad_data"), FRESH),
        (by_sdr("not_compliant", fault="missing:phone"), FRESH),
        (by_sdr("not_compliant", fault="wrong:phone"), KNOWN),
        (by_sdr("no_need"), FRESH),
        (by_sdr("no_need", reason="timing", note="Ask again in May"), FRESH),
        (by_sdr("other", note="Moved to another country"), FRESH),
        (by_ae("not_compliant", fault="outside_target"), MET),
        (by_ae("converted", opportunity_id="o-1"), MET),
        (by_ae("converted"), replace(MET, has_opportunity=True)),
        (by_ae("unqualified", reason="no_budget"), MET),
        (by_ae("unqualified", reason="no_budget", subject_id="m-1"), MET),
    ],
)
def test_a_whole_disposition_that_fits_the_record_is_taken(disposition, record):
    assert stated(STANDARD, disposition, record) is None


# What must be told


@pytest.mark.parametrize(
    ("disposition", "code", "missing"),
    [
        (
            by_sdr("unqualified"),
            RefusalCode.DISPOSITION_UNKNOWN,
            options("code", "unreachable", "not_compliant", "no_need", "other"),
        ),
        (
            by_ae("no_need"),
            RefusalCode.DISPOSITION_UNKNOWN,
            options("code", "not_compliant", "converted", "unqualified"),
        ),
        (replace(by_sdr("other"), side=RepRole.MARKETER), RefusalCode.DISPOSITION_UNKNOWN, ()),
        (by_sdr("UNREACHABLE"), RefusalCode.DISPOSITION_UNKNOWN, None),
        (
            by_ae("unqualified"),
            RefusalCode.REASON_MISSING,
            options("reason", "no_budget", "no_authority", "no_need", "timing"),
        ),
        (
            by_sdr("no_need", reason="no_authority"),
            RefusalCode.REASON_UNKNOWN,
            options("reason", "no_budget", "has_solution", "timing"),
        ),
        (by_sdr("other", note="x", reason="timing"), RefusalCode.REASON_UNKNOWN, ()),
        (
            by_sdr("not_compliant"),
            RefusalCode.FAULT_MISSING,
            options(
                *("fault", "wrong_person", "bad_data", "outside_target"),
                *("missing:email", "missing:phone"),
            ),
        ),
        (by_sdr("not_compliant", fault="phone"), RefusalCode.FAULT_UNKNOWN, None),
        (by_sdr("not_compliant", fault="missing:title"), RefusalCode.FAULT_UNKNOWN, None),
        (by_sdr("no_need", fault="bad_data"), RefusalCode.FAULT_UNKNOWN, ()),
        (by_sdr("other"), RefusalCode.NOTE_MISSING, options("characters", "280")),
        (by_sdr("other", note=" \n "), RefusalCode.NOTE_MISSING, options("characters", "280")),
        (by_sdr("no_need", note="x" * 281), RefusalCode.NOTE_TOO_LONG, None),
        (by_sdr("no_need", referred_lead_id="lead-1"), RefusalCode.REFERRED_TO_ITSELF, ()),
    ],
)
def test_what_is_missing_is_reported(disposition, code, missing):
    found = stated(STANDARD, disposition, MET)
    assert found is not None
    assert found[0] is code
    assert missing is None or found[1] == missing


def test_a_note_may_be_as_long_as_agreed_without_the_blanks_around_it():
    assert stated(STANDARD, by_sdr("no_need", note="x" * 280)) is None
    assert stated(OWN, by_sdr("later", note="  fives  ")) is None
    assert stated(OWN, by_sdr("later", note="sixsix")) == (
        RefusalCode.NOTE_TOO_LONG,
        options("characters", "5"),
    )


def test_all_that_is_needed_is_asked_for_one_after_the_other():
    steps = [{}, {"reason": "a"}, {"fault": "competitor"}, {"note": "Fives"}]
    reported: dict[str, str] = {}
    found = []
    for step in steps:
        reported |= step
        found.append(stated(OWN, by_sdr("full", **reported)))
    assert [item and item[0] for item in found] == [
        RefusalCode.REASON_MISSING,
        RefusalCode.FAULT_MISSING,
        RefusalCode.NOTE_MISSING,
        None,
    ]


# Must-haves


def test_what_is_known_is_wrong_and_not_missing():
    missing, wrong = (
        by_sdr("not_compliant", fault=f"{kind}:phone") for kind in ("missing", "wrong")
    )
    assert stated(STANDARD, missing, KNOWN) == (
        RefusalCode.FAULT_CONTRADICTED,
        options("fault", "wrong:phone"),
    )
    assert stated(STANDARD, wrong, KNOWN) is None


def test_what_is_not_known_is_missing_and_not_wrong():
    only_email = replace(FRESH, known_fields=frozenset({"email"}))
    missing, wrong = (
        by_sdr("not_compliant", fault=f"{kind}:phone") for kind in ("missing", "wrong")
    )
    assert stated(STANDARD, wrong, only_email) == (
        RefusalCode.FAULT_CONTRADICTED,
        options("fault", "missing:phone"),
    )
    assert stated(STANDARD, missing, only_email) is None


# What follows


@pytest.mark.parametrize(
    ("disposition", "stage", "is_reviewed"),
    [
        (by_sdr("unreachable"), Stage.RECYCLED, True),
        (by_sdr("not_compliant"), Stage.DISQUALIFIED, True),
        (by_sdr("no_need"), Stage.RECYCLED, False),
        (by_sdr("other"), Stage.DISQUALIFIED, True),
        (by_ae("not_compliant"), Stage.DISQUALIFIED, True),
        (by_ae("converted"), Stage.OPPORTUNITY, False),
        (by_ae("unqualified"), Stage.RECYCLED, True),
        (by_ae("no such code"), None, False),
    ],
)
def test_where_a_disposition_leads_and_whether_it_is_reviewed(disposition, stage, is_reviewed):
    assert leads_to(STANDARD, disposition) is stage
    assert has_review(STANDARD, disposition) is is_reviewed
    assert (open_review(STANDARD, disposition) is not None) is is_reviewed


def test_a_disposition_that_stays_leads_nowhere():
    assert leads_to(OWN, by_sdr("later")) is None


def test_a_referral_keeps_the_original_lead():
    disposition = by_sdr("no_need", referred_lead_id="lead-2")
    referral = referral_of(disposition, original_lead_id="lead-1")
    assert referral == Referral("lead-1", "lead-2", "d-1")
    assert referral_of(by_sdr("no_need"), original_lead_id="lead-1") is None


def test_a_note_is_not_printed_and_its_length_is_reported():
    disposition = by_sdr("other", note=" Call Ann ")
    assert "Ann" not in repr(disposition)
    assert disposition.note_length == len("Call Ann")
