"""A prospect fills in the form in Chromium: its script solves the puzzle, a rep has the lead."""

from typing import Any

import pytest
from live import Live

from leadpact.desk import clock
from leadpact.desk.capture.form_actions import make_first_form
from leadpact.desk.capture.form_queries import read_versions
from leadpact.desk.capture.models import QuarantinedSubmission
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.store import in_transaction, rules_in_force

pytestmark = pytest.mark.browser

ANSWERS = {
    "first_name": "Pat",
    "last_name": "Neil",
    "email": "pat@harborline.com",
    "company": "Harborline",
}


@pytest.fixture(scope="module")
def form(live: Live) -> Live:
    """A desk with its first form."""
    ruleset = in_transaction(rules_in_force)(clock.now()).ruleset
    in_transaction(make_first_form)(ruleset)
    return live


def _fill(page: Any, **answers: str) -> None:
    for name, text in {**ANSWERS, **answers}.items():
        page.fill(f"[name={name}]", text)
    page.wait_for_timeout(3200)  # nobody types faster


def test_prospect_who_sends_the_form_is_a_lead_with_a_rep(form: Live, open_page: Any) -> None:
    page = open_page(None, "/f/demo")
    _fill(page)
    assert page.input_value("[name=proof]")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/f/demo/thanks")
    card = LeadCard.objects.get(email="pat@harborline.com")
    assert card.owner_rep_id in ("ann", "bob")
    assert not QuarantinedSubmission.objects.exists()
    view = read_versions("demo")[0]
    assert (view.n_begun, view.n_sent) == (1, 1)


def test_form_without_javascript_waits_for_somebody(form: Live, chromium: Any) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{form.url}/f/demo")
    _fill(page, email="kim@harborline.com", first_name="Kim", last_name="Poe")
    page.get_by_role("button", name="Send").click()
    assert page.url.endswith("/f/demo/thanks")
    assert [item.reasons for item in QuarantinedSubmission.objects.all()] == [["NO_PUZZLE"]]
    page.context.close()


def test_first_field_that_is_touched_begins_a_visit(form: Live, open_page: Any) -> None:
    before = read_versions("demo")[0].n_begun
    page = open_page(None, "/f/demo")
    page.focus("[name=phone]")
    page.wait_for_timeout(1000)
    view = read_versions("demo")[0]
    assert view.n_begun == before + 1
    assert [loss.n_left for loss in view.losses if loss.field.name == "phone"] == [1]
