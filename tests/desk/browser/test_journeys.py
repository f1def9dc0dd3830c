"""Whole days in a real browser: a lead comes and is worked, a manager rules, a pact is published.

The steps are those of the tutorials, so that these hold:
docs/tutorials/first-day-sdr.md.
"""

from datetime import timedelta
from typing import Any

import pytest
from busy_week import touch
from live import PACT_AROUND_THE_CLOCK, Live

from leadpact.desk import clock
from leadpact.desk.capture.form_actions import make_first_form
from leadpact.desk.governance.actions import publish
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.store import in_transaction, rules_in_force
from leadpact.desk.work.worker import work_off

pytestmark = pytest.mark.browser

HANDS_OVER = PACT_AROUND_THE_CLOCK.replace(
    "  window: office\n", "  window: office\n  on_leave: hand_over\n"
)
"""The pact of the manager's day: leads of a rep on leave go to other reps."""


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
