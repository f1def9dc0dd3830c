"""The queue by keyboard alone, in a real browser."""

from typing import Any

import pytest
from live import Live

from leadpact.desk.leads.models import LeadCard, RepWork

pytestmark = pytest.mark.browser

N_LEADS = 20
PLAIN = ("1", "2", "4", "5")
"""Keys of outcomes that take nothing else."""


def heading(page: Any) -> str:
    return page.inner_text("#desk h1").strip()


def press(page: Any, *keys: str) -> str:
    """Press keys one after another, and return the heading that comes next."""
    before = page.get_attribute("#plain input[name=command_id]", "value")
    for key in keys:
        page.keyboard.press(key)
    new = f'#plain input[name=command_id]:not([value="{before}"])'
    page.wait_for_selector(new, state="attached")
    return heading(page)


def test_twenty_leads_are_worked_by_keyboard_alone_with_two_keys_an_outcome(
    live: Live, open_page
) -> None:
    """Must hold 12: at most two keys for a plain outcome, and one is undone."""
    live.add_leads(*(f"lead-{n:02}" for n in range(2 * N_LEADS + 6)))
    page = open_page("ann", "/queue")
    seen = [heading(page)]
    for n in range(N_LEADS - 2):
        seen.append(press(page, PLAIN[n % len(PLAIN)]))
        page.wait_for_selector("#who:focus")
    assert len(set(seen)) == N_LEADS - 1
    assert RepWork.objects.filter(rep_id="ann", kind="TOUCH").count() == N_LEADS - 2
    undone = heading(page)
    press(page, "1")
    assert press(page, "u") == undone
    assert RepWork.objects.filter(rep_id="ann", kind="TOUCH").count() == N_LEADS - 2
    press(page, "f", "1")  # a fault and its digit: two keys
    press(page, "n", "3")
    assert "being recorded" in page.inner_text("aside")


def test_early_unreachable_says_what_is_missing_at_the_key_press(live: Live, open_page) -> None:
    page = open_page("ann", "/queue")
    sent: list[str] = []
    page.on("request", lambda item: sent.append(item.method) if item.method == "POST" else None)
    page.keyboard.press("x")
    panel = page.locator("details.ask[open]")
    assert "Still missing: 4 more attempts in all, 2 more calls" in panel.inner_text()
    assert panel.locator("form").count() == 0
    assert sent == []
    page.keyboard.press("Escape")
    assert page.locator("details.ask[open]").count() == 0


def test_keys_do_nothing_while_somebody_writes(live: Live, open_page) -> None:
    page = open_page("ann", "/queue")
    before = heading(page)
    page.keyboard.press("o")
    page.keyboard.type("1 ran 2 calls, x")
    assert page.locator("details.ask[open] textarea").input_value() == "1 ran 2 calls, x"
    assert heading(page) == before


def test_keys_that_are_switched_off_do_nothing(live: Live, open_page) -> None:
    user = live.desk.users["bob"]
    user.uses_keys = False
    user.save()
    page = open_page("bob", "/queue")
    before = heading(page)
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    assert heading(page) == before
    page.click("text=No answer")
    page.wait_for_selector("#undo")
    assert heading(page) != before


def test_new_lead_comes_on_top_without_reloading_or_taking_what_is_written(
    live: Live, open_page
) -> None:
    page = open_page("ann", "/queue")
    before = heading(page)
    page.keyboard.press("o")
    page.keyboard.type("half a note")
    with_ann = LeadCard.objects.filter(owner_rep_id="ann").exclude(name=before)
    replied = with_ann.order_by("-came_at").values_list("lead_id", flat=True)[0]
    live.desk.reply(replied)
    page.wait_for_selector("#news a", timeout=6000)
    assert heading(page) == before
    assert page.locator("details.ask[open] textarea").input_value() == "half a note"
    page.click("#news a")
    assert "Answer their reply" in page.inner_text("#desk")


def test_queue_fits_a_phone(live: Live, open_page) -> None:
    page = open_page("ann", "/queue", viewport={"width": 360, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    boxes = [item.bounding_box() for item in page.locator("form.bar button").all()]
    assert len(boxes) == 4
    assert all(box["height"] >= 44 for box in boxes)
