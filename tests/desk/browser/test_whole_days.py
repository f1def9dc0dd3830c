"""Whole days in a real browser: a lead comes and is worked, a manager rules, a pact is published.

The steps are those of the tutorials, so that these hold:
docs/tutorials/first-day-sdr.md, first-day-manager.md and first-day-revops.md.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from busy_week import touch
from live import PACT_AROUND_THE_CLOCK, Live

from leadpact.desk import clock
from leadpact.desk.capture.form_actions import make_first_form
from leadpact.desk.governance.actions import publish
from leadpact.desk.leads.models import LeadCard, LeadReview
from leadpact.desk.store import in_transaction, open_store, rules_in_force
from leadpact.desk.work.worker import work_off
from leadpact.engine.feedback import ReviewState
from leadpact.pact.check import load_pact_text

pytestmark = pytest.mark.browser

HANDS_OVER = PACT_AROUND_THE_CLOCK.replace("cadences:\n", "cadences:\n  on_leave: hand_over\n")
"""The pact of the manager's day: leads of a rep on leave go to other reps."""
FAULTY = HANDS_OVER.replace("intent >= 20", "fitt >= 40 and intent >= 20")
STRICTER = HANDS_OVER.replace('when: "intent >= 20"', 'when: "fit >= 40 and intent >= 20"')


@pytest.fixture(scope="module")
def company(live: Live) -> Live:
    """A desk with a form, a pact that hands leads over, and a lead with each SDR since two days."""
    publish(HANDS_OVER, by="system:test")
    in_transaction(make_first_form)(in_transaction(rules_in_force)(clock.now()).ruleset)
    earlier = clock.now() - timedelta(days=2)
    with clock.fixed(earlier):
        live.add_leads("lee", "jo")
    for lead_id in ("lee", "jo"):
        touch(live.desk, lead_id, "CALL", earlier + timedelta(hours=1))
    work_off(as_of=clock.now())
    return live


def send_form(open_page: Any, first_name: str) -> str:
    """Fill in the public form as a prospect does, and return the address that was given."""
    email = f"{first_name.lower()}@harborline.com"
    page = open_page(None, "/f/demo")
    page.fill("[name=first_name]", first_name)
    page.fill("[name=last_name]", "Neil")
    page.fill("[name=email]", email)
    page.fill("[name=company]", "Harborline")
    page.wait_for_timeout(3200)  # nobody types faster
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/f/demo/thanks")
    return email


def wait_until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Let the worker work until something is so: an outcome can be undone for a while."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        work_off(as_of=clock.now())
        time.sleep(0.5)


def owner(lead_id: str) -> str:
    """Return who has a lead."""
    return LeadCard.objects.get(pk=lead_id).owner_rep_id


def reviews_in(lead_id: str, state: ReviewState) -> bool:
    """Tell whether the review of a lead is so far."""
    return LeadReview.objects.filter(lead_id=lead_id, state=str(state)).exists()


def give_to_rep(page: Any, lead_id: str, rep: str, why: str) -> None:
    """Give a lead to a rep by name, on the page of the team."""
    page.locator(f"input[name=lead][value='{lead_id}']").first.check()
    page.select_option("[name=rep]", label=rep)
    page.select_option("[name=why]", label=why)
    page.get_by_role("button", name="Give to the rep named").click()


@in_transaction
def fingerprints_of(lead_id: str) -> set[str]:
    """Return the fingerprints that the events of a lead name."""
    rows = open_store().statements.run(
        "SELECT DISTINCT fingerprint FROM event WHERE lead_id = ?", lead_id
    )
    return {fingerprint for (fingerprint,) in rows}


def test_prospect_is_on_top_of_an_open_queue_and_is_worked_with_a_key(
    company: Live, open_page: Any
) -> None:
    """As docs/tutorials/first-day-sdr.md: the queue is open, and a lead comes."""
    queues = {name: open_page(name, "/queue") for name in ("ann", "bob")}
    card = LeadCard.objects.get(email=send_form(open_page, "Pat"))
    page = queues[card.owner_rep_id]
    page.evaluate("window.wasNotReloaded = true")
    link = page.locator("#news a")
    link.wait_for(timeout=8000)
    assert "Pat Neil" in link.inner_text()
    assert page.evaluate("window.wasNotReloaded")
    page.keyboard.press(link.get_attribute("data-key"))
    page.wait_for_function("document.querySelector('#who')?.innerText.includes('Pat Neil')")
    page.keyboard.press("1")
    page.wait_for_selector("#undo")
    assert "Pat Neil" in page.inner_text("#undo")
    assert len(company.desk.state(card.lead_id).touches) == 1


def test_manager_gives_a_lead_rules_on_an_outcome_and_puts_a_rep_on_leave(
    company: Live, open_page: Any
) -> None:
    """As docs/tutorials/first-day-manager.md."""
    company.add_leads("sam")
    before = owner("sam")
    rep_id, name = ("bob", "Bob") if before == "ann" else ("ann", "Ann")

    may = open_page("may", "/team")
    give_to_rep(may, "sam", name, "Evens out the work")
    assert f"{name} has it now." in may.inner_text("main table")
    assert owner("sam") == rep_id

    rep = open_page(rep_id, "/queue?lead=sam")
    rep.keyboard.press("o")
    rep.keyboard.type("Bought from a competitor last month.")
    rep.locator("details.ask[open] form button").click()
    rep.wait_for_selector("#undo")
    wait_until(lambda: reviews_in("sam", ReviewState.DUE))

    may.goto(company.url + "/reviews")
    assert "Bought from a competitor last month." in may.inner_text("#due + article")
    may.keyboard.press("j")
    may.keyboard.press("g")
    may.wait_for_selector("text=Upheld: the disposition holds")

    open_page("max", "/marketing").get_by_role("button", name="Dispute").click()
    wait_until(lambda: reviews_in("sam", ReviewState.DISPUTED))
    may.reload()
    may.get_by_role("button", name="Take into arbitration").click()
    may.get_by_role("button", name="End in training").click()
    may.wait_for_selector("text=Closed, with training")

    held = list(LeadCard.objects.filter(owner_rep_id=rep_id).values_list("lead_id", flat=True))
    assert held
    may.goto(company.url + "/absences")
    assert "their leads go to other reps" in may.inner_text("main")
    may.select_option("[name=rep]", label=name)
    may.fill("[name=back_on]", f"{clock.now() + timedelta(days=7):%Y-%m-%d}")
    may.get_by_role("button", name="Put on leave").click()
    may.wait_for_selector(f"text={name} is put on leave")
    work_off(as_of=clock.now())
    may.reload()
    row = may.locator("section[aria-labelledby=leave] tr", has_text=name)
    assert row.locator("[data-label='Leads held now']").inner_text() == "0"
    assert {owner(lead_id) for lead_id in held} == {before}
    row.get_by_role("button", name="End now").click()
    may.wait_for_selector("text=Nobody is on leave")


def test_revops_publishes_a_pact_whose_fingerprint_the_next_lead_names(
    company: Live, open_page: Any
) -> None:
    """As docs/tutorials/first-day-revops.md."""
    rob = open_page("rob", "/pact")
    rob.fill("[name=text]", FAULTY)
    rob.get_by_role("button", name="Check and compare").click()
    issues = rob.locator("section.issues")
    assert "fitt" in issues.inner_text()

    rob.fill("[name=text]", STRICTER)
    rob.get_by_role("button", name="Check and compare").click()
    rob.wait_for_url("**/pact/drafts/*")
    assert "fit >= 40" in rob.inner_text("section[aria-labelledby=changes]")
    volumes = rob.locator("section[aria-labelledby=volumes] tbody tr")
    n_leads = LeadCard.objects.count()
    assert volumes.first.locator("td").all_inner_texts() == [
        *("leads that came", str(n_leads), str(n_leads), "0")
    ]
    rob.get_by_role("button", name="Publish").click()
    rob.wait_for_selector("text=Published: in force from now on")
    fingerprint = load_pact_text(STRICTER).fingerprint
    assert fingerprint[:12] in rob.inner_text("header.page-head")

    card = LeadCard.objects.get(email=send_form(open_page, "Kim"))
    assert fingerprints_of(card.lead_id) == {fingerprint}
    rob.goto(f"{company.url}/leads/{card.lead_id}")
    assert f"The last decision was made by the pact {fingerprint[:12]}." in rob.inner_text("main")
