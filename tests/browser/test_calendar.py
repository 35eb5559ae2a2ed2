"""The calendar in a real browser: a tile dragged and put back, another moved by the keyboard alone."""

import datetime as dt

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-flows")]


@pytest.fixture
def page(context_of):
    page = context_of("lead", viewport={"width": 1280, "height": 1000}).new_page()
    yield page
    page.context.close()


@pytest.fixture
def month(server):
    """The month after this one: nothing in it is past. Posts are put there by the page itself."""
    first = (dt.date.today().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return first, f"{server.url}/w/alpha/calendar/?month={first:%Y-%m}"


def placed(page, address, day):
    """An idea, wherever it stands, put on a day by its dialog; its tile in the month."""
    calendar = address.partition("?")[0]
    page.goto(f"{calendar}waiting/?status=idea")
    if not page.locator(".tile").count():
        page.goto(f"{calendar}list/?status=idea&day=2020-01-01")
    card = page.locator(".tile").first
    title = card.locator("b").inner_text()
    card.locator("[data-move]").click()
    dialog = page.locator("#dialog")
    dialog.locator("[name=day]").fill(day.isoformat())
    dialog.locator("[name=time]").fill("10:30")
    dialog.locator("button.btn-primary").click()
    expect(page.locator("[data-toast]")).to_be_visible()
    page.goto(address)
    tile = page.locator(f'[data-day="{day}"] .tile', has_text=title)
    expect(tile).to_be_visible()
    return tile, title


def test_a_tile_is_dragged_to_another_day_and_put_back(page, month):
    first, address = month
    day, other = first.replace(day=8), first.replace(day=10)
    tile, title = placed(page, address, day)
    tile.drag_to(page.locator(f'[data-day="{other}"]'))
    there = page.locator(f'[data-day="{other}"] .tile:not(.pending)', has_text=title)
    expect(there).to_contain_text("10:30")
    page.locator("[data-toast] .btn-link").last.click()
    expect(page.locator(f'[data-day="{day}"] .tile', has_text=title)).to_contain_text("10:30")
    expect(there).to_have_count(0)


def test_a_refused_drop_goes_back_and_asks(page, month):
    first, address = month
    day = first.replace(day=12)
    tile, title = placed(page, address, day)
    page.route("**/move/", lambda route: route.fulfill(status=500))
    tile.drag_to(page.locator(f'[data-day="{first.replace(day=13)}"]'))
    expect(page.locator("[data-toast]").last).to_be_visible()
    expect(page.locator(f'[data-day="{day}"] .tile', has_text=title)).to_be_visible()


def test_the_keyboard_moves_a_tile_and_keeps_its_place(page, month):
    first, address = month
    day = first.replace(day=15)
    tile, title = placed(page, address, day)
    tile.locator("a").first.focus()
    page.keyboard.press("m")
    dialog = page.locator("#dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(":focus")).to_contain_text(title)
    page.keyboard.press("m")
    expect(dialog.locator("[name=day]")).to_be_focused()
    dialog.locator("[name=day]").fill(first.replace(day=16).isoformat())
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-day="{first.replace(day=16)}"] .tile', has_text=title)).to_be_visible()
    expect(page.locator(":focus")).to_contain_text(title)


HASTY = """(day) => {
  window.stayed = true;
  const dialog = document.getElementById("dialog");
  new MutationObserver(() => {
    const field = dialog.open && dialog.querySelector("[name=day]");
    if (!field || field.value === day) return;
    field.value = day;
    field.form.requestSubmit();
  }).observe(dialog, { attributes: true });
}"""


def test_a_dialog_is_ready_when_it_opens(page, month):
    first, address = month
    tile, title = placed(page, address, first.replace(day=19))
    page.evaluate(HASTY, first.replace(day=20).isoformat())
    tile.locator("a").first.focus()
    page.keyboard.press("m")
    expect(page.locator(f'[data-day="{first.replace(day=20)}"] .tile', has_text=title)).to_be_visible()
    assert page.evaluate("window.stayed")


def test_views_and_selection_by_key(page, month):
    _first, address = month
    page.goto(address)
    page.keyboard.press("4")
    page.wait_for_url("**/calendar/board/**")
    page.keyboard.press("1")
    page.wait_for_url("**/calendar/?month=**")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-bar]")).to_be_visible()
    page.keyboard.press("t")
    page.wait_for_url("**/calendar/")
