"""Addresses that opted out are known again, and no row tells which they are."""

import pytest
from company import MONDAY, Desk
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import override_settings

from leadpact.desk.capture.actions import GivenConsent, UnableToCapture, capture
from leadpact.desk.leads.models import LeadCard, LeadTask
from leadpact.desk.privacy.models import Suppression
from leadpact.desk.privacy.suppression import (
    SuppressionReason,
    is_suppressed,
    suppress,
    suppression_of,
)
from leadpact.desk.work.models import OutboxRow
from leadpact.engine.lifecycle import RecordOptOut
from leadpact.terms.actors import PROSPECT

PAT = [("EMAIL", "pat@customer.example")]


def test_an_address_is_known_again_after_its_lead_opted_out(desk: Desk) -> None:
    desk.add_lead("pat", phone="+1 202 555 0143")
    assert not is_suppressed("pat@customer.example")
    assert desk.record("pat", RecordOptOut("out", MONDAY, actor=PROSPECT)).refusal is None
    assert suppression_of(" Pat@Customer.example") is SuppressionReason.OPTED_OUT
    assert is_suppressed(None, "+1 (202) 555-0143")
    assert is_suppressed("else@customer.example", "0012025550143")
    assert not is_suppressed("else@customer.example")
    assert not is_suppressed("", "")


def test_an_erasure_comes_before_an_opt_out_and_twice_is_once(desk: Desk) -> None:
    for reason in (*SuppressionReason, *SuppressionReason):
        suppress(PAT, reason, lead_id="pat", as_of=MONDAY)
    assert suppression_of("pat@customer.example") is SuppressionReason.ERASED
    assert Suppression.objects.count() == 2
    assert "customer" not in str(list(Suppression.objects.values()))


def test_a_changed_secret_knows_the_addresses_of_the_old_one(desk: Desk) -> None:
    suppress(PAT, SuppressionReason.ERASED, lead_id="pat", as_of=MONDAY)
    with override_settings(SECRET_KEY="new"):
        assert not is_suppressed("pat@customer.example")
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert is_suppressed("pat@customer.example")


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_row_is_never_changed(desk: Desk, act: str) -> None:
    suppress(PAT, SuppressionReason.ERASED, lead_id="pat", as_of=MONDAY)
    rows = Suppression.objects.all()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.delete() if act == "delete" else rows.update(lead_id="sam")
    assert rows.get().lead_id == "pat"


def test_somebody_who_opted_out_comes_in_and_is_left_alone(desk: Desk) -> None:
    suppress(PAT, SuppressionReason.OPTED_OUT, lead_id="old", as_of=MONDAY)
    captured = capture(
        {"first_name": "Pat", "last_name": "Pat", "email": "pat@customer.example"},
        source="import",
        command_id="one",
        actor="system:import",
    )
    state = desk.state(captured.lead_id)
    assert (state.opted_out_at, state.owner_rep_id) == (MONDAY, None)
    assert not LeadTask.objects.filter(lead_id=captured.lead_id).exists()
    assert not OutboxRow.objects.exists()


def test_nothing_is_stored_of_somebody_erased_unless_they_agree_again(desk: Desk) -> None:
    suppress(PAT, SuppressionReason.ERASED, lead_id="old", as_of=MONDAY)
    values = {"first_name": "Pat", "last_name": "Pat", "email": "pat@customer.example"}
    with pytest.raises(UnableToCapture, match="was erased"):
        capture(values, source="import", command_id="one", actor="system:import")
    assert not LeadCard.objects.exists()
    consent = GivenConsent("follow-up", "Write to me.", "1")
    capture(values, source="form", command_id="two", actor="prospect", consent=consent)
    assert LeadCard.objects.get().email == "pat@customer.example"
