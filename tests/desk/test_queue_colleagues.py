"""Somebody whom the prospect named instead, and leads that are found by a part of their name."""

import pytest
from company import Desk
from queue_pages import Sdr

from leadpact.desk.leads.models import LeadCard
from leadpact.desk.work.models import PendingCommand
from leadpact.terms.stages import Stage

COLLEAGUE = {
    "colleague_first_name": "Kim",
    "colleague_last_name": "Ode",
    "colleague_email": "kim@customer.example",
}


def test_colleague_becomes_a_lead_that_is_linked_with_the_first(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    assert ann.send("dispose.no_need", choice="timing", **COLLEAGUE).status_code == 302
    kim = LeadCard.objects.get(email="kim@customer.example")
    assert (kim.name, kim.company, kim.source) == ("Kim Ode", "Customer", "referral")
    ann.wait()
    state = desk.state("pat")
    assert state.stage is Stage.RECYCLED
    assert [item.referred_lead_id for item in state.referrals] == [kim.lead_id]


def test_colleague_is_captured_once_however_often_the_form_comes(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    for _ in range(2):
        ann.send("dispose.no_need", choice="timing", **COLLEAGUE)
    assert LeadCard.objects.filter(email="kim@customer.example").count() == 1
    assert PendingCommand.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"colleague_email": ""}, "write a name and the e-mail address"),
        ({"colleague_first_name": "", "colleague_last_name": ""}, "write a name"),
        ({"colleague_email": "PAT@customer.example"}, "has the address of the prospect"),
    ],
)
def test_colleague_of_whom_too_little_is_written_is_refused_and_kept(
    desk: Desk, wrong: dict, words: str
) -> None:
    desk.add_lead("pat")
    answer = Sdr.of(desk).send("dispose.no_need", choice="timing", **{**COLLEAGUE, **wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'name="colleague_first_name"' in page
    assert not PendingCommand.objects.exists()
    assert not LeadCard.objects.filter(email="kim@customer.example").exists()


def test_lead_is_found_by_a_part_of_its_name_by_who_has_it_alone(desk: Desk) -> None:
    desk.add_lead("pat", last_name="Quill")
    assert desk.state("pat").owner_rep_id == "ann"
    for text in ("quil", "Custom", "pat@"):
        assert "/leads/pat" in desk.client("ann").get("/queue/find", {"q": text}).content.decode()
    assert "/leads/pat" not in desk.client("bob").get("/queue/find", {"q": "quil"}).content.decode()
    assert "Nothing found" in desk.client("ann").get("/queue/find", {"q": "zz"}).content.decode()
    assert desk.client("ann").get("/queue/find").status_code == 200
