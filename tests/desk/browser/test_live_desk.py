"""The desk in a real browser: it opens for who works there."""

import pytest
from live import Live

pytestmark = pytest.mark.browser


def test_sdr_sees_a_lead_that_just_came(live: Live, open_page) -> None:
    live.add_leads("pat")
    page = open_page("ann", "/queue")
    assert "Pat Pat" in page.inner_text("main")


def test_visitor_is_asked_to_sign_in(live: Live, open_page) -> None:
    page = open_page(None, "/queue")
    assert page.url == f"{live.url}/accounts/login/?next=/queue"
