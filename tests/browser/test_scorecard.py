"""The scorecard in a real browser: charts are drawn, nothing is fetched, print shows all."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

CHROMIUM = Path(os.environ.get("LEADPACT_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
ROWS = Path(__file__).parents[1] / "unit" / "report" / "scorecard_rows.py"
CHARTS = ["cohorts", "sources", "campaigns", "ownership", "quotas"]


def load_rows():
    """Load the rows that the tests of `report` use."""
    spec = importlib.util.spec_from_file_location("scorecard_rows", ROWS)
    module = sys.modules.setdefault(spec.name, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    from leadpact.report import scorecard_html

    path = tmp_path_factory.mktemp("scorecard") / "scorecard.html"
    path.write_text(scorecard_html(load_rows().scorecard()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def open_page(chromium, address):
    """Open the page; afterwards nothing may have been fetched and nothing complained of."""
    pages, faults = [], []

    def open_(**options):
        context = chromium.new_context(offline=True, **options)
        page = context.new_page()
        page.on("request", lambda it: faults.append(it.url) if it.url != address else None)
        page.on("console", lambda it: faults.append(it.text))
        page.on("pageerror", lambda it: faults.append(str(it)))
        page.goto(address)
        pages.append(context)
        return page

    yield open_
    for context in pages:
        context.close()
    assert faults == []


def test_every_chart_is_drawn_with_the_network_off(open_page):
    page = open_page()
    drawn = page.eval_on_selector_all(
        "[data-chart]",
        "all => all.map(one => [one.dataset.chart, !!one.querySelector('svg path')])",
    )
    assert drawn == [[name, True] for name in CHARTS]


def test_a_source_that_looks_like_a_script_is_shown_as_text(open_page):
    page = open_page()
    assert page.locator("#sources").get_by_text("alert('lead source')").count() > 0


def test_the_tables_are_folded_away_and_open_on_demand(open_page):
    page = open_page()
    table = page.locator("#ownership table").first
    assert not table.is_visible()
    page.locator("#ownership summary").first.click()
    assert table.is_visible()
    assert "243" in page.locator("#ownership").inner_text()


def test_without_scripts_the_tables_are_open_and_no_chart_leaves_a_hole(open_page):
    page = open_page(java_script_enabled=False)
    assert page.locator("#ownership table").first.is_visible()
    assert not page.locator("[data-chart=ownership]").is_visible()


def test_print_opens_the_tables_and_gives_charts_a_fixed_size(open_page):
    page = open_page()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#ownership table").first.is_visible()
    sizes = page.eval_on_selector_all("[data-chart] svg", "all => all.map(one => one.clientWidth)")
    assert sizes == [660] * len(CHARTS)
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator("#ownership table").first.is_visible()


def test_a_phone_needs_no_sideways_scrolling(open_page):
    page = open_page(viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_dark_mode_paints_the_charts_in_its_own_colours(open_page):
    ink = "document.querySelector('[data-chart=sources] svg text').getAttribute('fill')"
    light = open_page(color_scheme="light").evaluate(ink)
    dark = open_page(color_scheme="dark").evaluate(ink)
    assert light != dark


def test_the_verdicts_on_targets_are_in_sight_on_a_phone(open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    widths = "(box) => [box.scrollWidth, box.clientWidth]"
    whole, shown = page.eval_on_selector("#targets .scroll", widths)
    assert whole <= shown
    assert page.locator("#targets .verdict").count() == 3


def test_the_shares_of_data_quality_are_in_sight_on_a_phone(open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    widths = page.eval_on_selector_all(
        "#data-quality .scroll", "all => all.map(box => [box.scrollWidth, box.clientWidth])"
    )
    assert len(widths) == 5
    assert all(whole <= shown for whole, shown in widths)


def test_the_caption_of_a_wide_table_is_read_without_scrolling_on_a_phone(open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    captions = page.evaluate(
        "[...document.querySelectorAll('caption > span')].map((text) => "
        "text.getBoundingClientRect().right <= innerWidth)"
    )
    assert captions
    assert all(captions)
