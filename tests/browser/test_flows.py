"""What people do, in a real browser: the shell, a form refused then accepted, a file until its figures are shown."""

import re

import pytest
from playwright.sync_api import expect

from tests.world import PASSWORD

pytestmark = pytest.mark.browser

EXPORT = "Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts,Profile visits"


@pytest.fixture
def page(context_of):
    page = context_of("lead").new_page()
    yield page
    page.context.close()


@pytest.fixture
def at(server):
    return lambda path: f"{server.url}/w/alpha/{path}"


def test_sign_in(context_of, server):
    page = context_of(None).new_page()
    page.goto(f"{server.url}/w/alpha/objectives/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.fill("input[name=login]", "manager@alpha.example")
    page.fill("input[name=password]", "pas celui-ci")
    page.press("input[name=password]", "Enter")
    expect(page.locator("[data-errors]")).to_be_visible()
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page).to_have_url(re.compile("/w/alpha/objectives/"))


def test_an_objective_refused_then_created_in_a_dialog(page, at):
    page.goto(at("objectives/"))
    page.click("[data-new]")
    dialog = page.locator("#dialog")
    expect(dialog).to_be_visible()
    dialog.locator("[name=title]").fill("Prêter mille livres de plus")
    due = dialog.locator("[name=due]").input_value()  # proposed
    dialog.locator("[name=due]").fill(dialog.locator("[name=start]").input_value())
    dialog.locator("button.btn-primary").click()
    expect(dialog.locator("[data-errors]")).to_be_visible()
    expect(dialog.locator("[name=title]")).to_have_value("Prêter mille livres de plus")
    expect(dialog.locator("[aria-invalid=true], .is-invalid").first).to_be_focused()
    dialog.locator("[name=due]").fill(due)
    dialog.locator("[name=intent]").select_option("loyalty")
    dialog.locator("button.btn-primary").click()
    expect(page.locator("h1")).to_have_text("Prêter mille livres de plus")
    expect(page.locator("[data-toast]")).to_be_visible()


def test_theme_and_language_stay(page, at):
    page.goto(at("objectives/"))
    root = page.locator("html")
    before = root.get_attribute("data-bs-theme")
    page.click("[data-theme-switch]")
    after = root.get_attribute("data-bs-theme")
    assert {before, after} == {"light", "dark"}
    page.click("button[name=language][value=en]")
    expect(root).to_have_attribute("lang", "en")
    page.goto(at("channels/"))
    expect(root).to_have_attribute("lang", "en")
    expect(root).to_have_attribute("data-bs-theme", after)


def test_the_keyboard_is_enough(page, at):
    page.goto(at("channels/"))
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile("/objectives/$"))
    expect(page.locator("h1")).to_have_text("Objectifs")
    for key, row in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(page.locator("[data-row] h2 a").nth(row)).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#dialog")).to_be_visible()
    page.keyboard.type("no?")
    expect(page.locator("#dialog [name=title]")).to_have_value("no?")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    page.locator("[data-new]").focus()


def test_keys_wait_for_the_shortcuts_of_a_page_that_is_seen(page, at):
    held = []
    page.route("**/keys*.js", lambda route: held.append(route))
    page.goto(at("objectives/"), wait_until="commit")
    expect(page.locator("h1")).to_have_text("Objectifs")
    for key in "jkj":
        page.keyboard.press(key)
    expect(page.locator("body")).to_be_focused()
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator("[data-row] h2 a").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[data-row] h2 a").nth(0)).to_be_focused()


def test_focus_returns_where_it_was(page, at):
    page.goto(at("objectives/"))
    page.focus("[data-new]")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-new]")).to_be_focused()


def test_an_archive_is_undone_from_its_toast(page, at):
    page.goto(at("objectives/"))
    rows = page.locator("[data-row]")
    title = rows.nth(1).locator("h2").inner_text()
    rows.nth(1).locator("h2 a").click()
    page.click("form[action$='/archive/'] button")
    expect(page.locator("[data-row] h2", has_text=title)).to_have_count(0)
    page.click("[data-toast] form button, [data-toast] .btn-link")
    expect(page.locator("h1")).to_have_text(title)
    page.goto(at("objectives/"))
    expect(page.locator("[data-row] h2", has_text=title)).to_have_count(1)


def test_a_file_until_its_figures_are_on_the_dashboard(page, at, server, tmp_path):
    rows = [f"2026-10-{day:02d},{1000 + day},1,2,0,0,1,0,1,1,3" for day in range(1, 29)]
    export = tmp_path / "account_overview_analytics.csv"
    export.write_text("\n".join([EXPORT, *rows]) + "\n", encoding="utf-8")
    page.goto(at("imports/"))
    page.set_input_files("#files", str(export))
    expect(page).to_have_url(re.compile(r"/imports/\d+/"))
    server.work()  # the page follows the job and shows its end by itself
    total = sum(1000 + day for day in range(1, 29))
    expect(page.locator("main")).to_contain_text(re.compile(_grouped(total)))
    page.click("form[action$='/confirm/'] button")
    expect(page.locator("form[action$='/confirm/']")).to_have_count(0)
    server.work()
    expect(page.locator("main a[href*='/dashboard/']").first).to_be_visible()
    page.locator("main a[href*='/dashboard/']").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("|".join([_grouped(total), "28"])))
    expect(page.locator("main .js-plotly-plot, main [data-figure]").first).to_be_visible()


def _grouped(number: int) -> str:
    """The number as French writes it, whatever the space between the groups."""
    return f"{number:,}".replace(",", r"\s")


def test_the_second_of_two_tabs_sees_what_the_first_changed(context_of, at):
    context = context_of("lead")
    first, second = context.new_page(), context.new_page()
    first.goto(at("objectives/"))
    address = first.locator("[data-row] h2 a").first.get_attribute("href") + "edit/"
    for tab in (first, second):
        tab.goto(at("objectives/").split("/w/")[0] + address)
    first.locator("main [name=title]").fill("Titre du premier onglet")
    first.click("main form button.btn-primary")
    expect(first.locator("h1")).to_have_text("Titre du premier onglet")
    second.locator("main [name=title]").fill("Titre du second onglet")
    second.click("main form button.btn-primary")
    conflict = second.locator("[data-errors] table")
    expect(conflict).to_contain_text("Titre du premier onglet")
    expect(conflict).to_contain_text("Titre du second onglet")
    expect(second.locator("main [name=title]")).to_have_value("Titre du second onglet")
    second.click("main form button.btn-primary")
    expect(second.locator("h1")).to_have_text("Titre du second onglet")


def test_without_an_answer_the_page_says_so_and_keeps_what_was_typed(page, at, server):
    page.goto(at("objectives/"))
    page.click("[data-new]")
    page.locator("#dialog [name=title]").fill("Écrit avant la panne")
    server.stop()
    try:
        page.locator("#dialog button.btn-primary").click()
        expect(page.locator("[data-toast]")).to_be_visible()
        expect(page.locator("#dialog [name=title]")).to_have_value("Écrit avant la panne")
    finally:
        server.start()
    page.locator("#dialog [name=intent]").select_option("loyalty")
    page.locator("#dialog button.btn-primary").click()
    expect(page.locator("h1")).to_have_text("Écrit avant la panne")
