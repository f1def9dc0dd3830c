"""What pages do beyond links and forms: swaps, busy buttons, no network; and all of it without."""

from typing import Any

import pytest
from live import DESKTOP, PHONE, Live

pytestmark = pytest.mark.browser

PART = """html => {
    const part = document.createElement("div");
    part.innerHTML = html;
    document.querySelector("main").append(part);
    htmx.process(part);
}"""
ASKED = "<button id='ask' hx-get='/team' hx-select='main h1' hx-target='#place'>Ask</button>"
FORM = """<form hx-post="/team/move" hx-target="#place"><input name="note" value="typed by hand">
<button id="send">Send</button></form>"""
PLACE = "<div id='place'></div>"


def announced(page: Any, text: str) -> None:
    """Wait until a text is announced."""
    page.locator("#announcement", has_text=text).wait_for(state="attached")


@pytest.fixture
def team_page(live: Live, open_page: Any) -> Any:
    """The page of the manager, to which a test adds parts."""
    page = open_page("may", "/team")
    page.evaluate(PART, PLACE)
    return page


def test_heading_of_what_was_asked_for_gets_the_focus_and_is_announced(team_page: Any) -> None:
    """Must hold 13: the announcement is in the accessibility tree."""
    team_page.evaluate(PART, ASKED)
    team_page.click("#ask")
    team_page.wait_for_selector("#place h1")
    announced(team_page, "Team")
    assert team_page.evaluate("document.activeElement.parentElement.id") == "place"
    tree = team_page.locator("body").aria_snapshot()
    assert "- status: Team" in tree


def test_part_that_refreshes_itself_takes_no_focus(team_page: Any) -> None:
    polled = ASKED.replace("button", "p").replace("hx-get", "hx-trigger='load' hx-get")
    team_page.focus("summary")
    team_page.evaluate(PART, polled)
    team_page.wait_for_selector("#place h1")
    team_page.wait_for_timeout(200)
    assert team_page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert team_page.inner_text("#announcement") == ""


def test_form_that_is_refused_keeps_its_input_and_says_why(chromium: Any, live: Live) -> None:
    page = chromium.new_context(viewport=DESKTOP).new_page()
    live.sign_in(page, "may")
    page.goto(live.url + "/team")
    page.evaluate(PART, FORM + PLACE)
    page.click("#send")  # it has no token
    page.wait_for_selector("#failure .notice")
    assert "The form could not be checked" in page.inner_text("#failure")
    assert page.evaluate("document.activeElement.closest('#failure') !== null")
    assert page.input_value("input[name=note]") == "typed by hand"
    assert page.get_attribute("#send", "aria-busy") is None
    page.context.clear_cookies()
    page.context.close()


def test_busy_button_keeps_its_size_and_is_pressed_once(team_page: Any) -> None:
    team_page.evaluate(PART, FORM.replace("hx-post", "method='post' action"))
    before, after, busy, n_sent = team_page.evaluate(
        """() => {
            const button = document.getElementById("send");
            const size = () => JSON.stringify(button.getBoundingClientRect());
            let n_sent = 0;
            addEventListener("submit", (event) => { n_sent += 1; event.preventDefault(); });
            const before = size();
            button.click();
            button.click();
            return [before, size(), button.ariaBusy, n_sent];
        }"""
    )
    assert (after, busy, n_sent) == (before, "true", 1)


def test_form_is_not_sent_while_offline(live: Live, team_page: Any) -> None:
    sent = []
    team_page.evaluate(PART, FORM)
    team_page.context.set_offline(True)
    team_page.on("request", lambda request: sent.append(request.url))
    assert team_page.locator("#offline").is_visible()
    assert "nothing is saved until you are back" in team_page.inner_text("#offline")
    team_page.click("#send")
    announced(team_page, "was not saved")
    team_page.context.set_offline(False)
    team_page.wait_for_selector("#offline", state="hidden")
    assert sent == []
    assert team_page.input_value("input[name=note]") == "typed by hand"


def test_menu_opens_by_keyboard_and_closes_with_escape(team_page: Any) -> None:
    team_page.focus("details.menu summary")
    team_page.keyboard.press("Enter")
    assert team_page.get_by_role("button", name="Sign out").is_visible()
    team_page.keyboard.press("Escape")
    assert not team_page.get_by_role("button", name="Sign out").is_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_what_has_the_focus_is_visibly_marked(open_page: Any, size: dict) -> None:
    page = open_page("may", "/team", viewport=size)
    unmarked = []
    for _ in range(25):
        page.keyboard.press("Tab")
        mark = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return e === document.body || parseFloat(s.outlineWidth) >= 2 ? '' : e.outerHTML })()"
        )
        if mark:
            unmarked.append(mark[:120])
    assert unmarked == []


def test_people_sign_in_and_work_without_javascript(live: Live, chromium: Any) -> None:
    user = live.desk.users["ann"]
    user.set_password("correct horse battery")
    user.save()
    live.add_leads("pat")
    page = chromium.new_context(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(live.url + "/queue")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", "correct horse battery")
    page.click("main form button")
    assert page.url == live.url + "/queue"
    assert "Pat Pat" in page.inner_text("main")
    page.click("main button[name=outcome] >> nth=0")
    assert len(live.desk.state("pat").touches) == 1
    page.click("details.menu summary")
    page.click("text=Sign out")
    page.goto(live.url + "/queue")
    assert "/accounts/login/" in page.url
    page.context.close()
