"""The composer in a real browser: three channels, a tab that dies, what it left behind, a picture, the post."""

import re

import pytest
from playwright.sync_api import expect

from tests.calendar_app.test_compose_media import picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-flows")]

LONG = "Venez écouter les contes de la forêt. " * 8


@pytest.fixture
def context(context_of):
    context = context_of("manager")
    yield context
    context.close()


def place(composer, network):
    return composer.locator(f".place.net-{network}")


def kept_beyond_the_tab(other, words):
    """The browser hands on what a tab keeps a moment later: a tab that dies before is nobody's to save."""
    for _try in range(100):
        if words in other.evaluate("JSON.stringify(localStorage)"):
            return
        other.wait_for_timeout(50)
    raise AssertionError(f"{words} is not kept")


def test_a_post_for_three_channels_survives_the_death_of_its_tab(context, server):
    address = f"{server.url}/w/alpha/calendar/posts/new/"
    page = context.new_page()
    page.goto(address)
    composer = page.locator("form[data-composer]")
    composer.locator("[name=title]").fill("Les contes de la forêt")
    composer.locator("[name=text]").fill(LONG)
    for network in ("facebook", "instagram", "x"):
        place(composer, network).locator("[name$='-on']").check()
    expect(page.locator("[data-count=x]")).to_have_class(re.compile("over"))
    own = place(composer, "x")
    own.locator("[name$='-own_text']").check()
    expect(own.locator("textarea")).to_have_value(LONG)  # begins with what is said everywhere
    own.locator("textarea").fill("Contes de la forêt, samedi à 15 h.")
    expect(page.locator("[data-count=x]")).not_to_have_class(re.compile("over"))
    expect(page.locator("[data-kept-here]")).not_to_be_empty()

    page.route("**/calendar/posts/draft/", lambda route: route.abort())  # the last second never reaches the server
    composer.locator("[name=note]").fill("Demander la photo à Jeanne")
    other = context.new_page()
    other.goto(f"{server.url}/offline")
    kept_beyond_the_tab(other, "Jeanne")
    page.close(run_before_unload=False)

    page = other
    page.goto(address)
    expect(page.locator(".differences")).to_contain_text("Jeanne")
    page.locator("a[href$='draft=back']").click()
    composer = page.locator("form[data-composer]")
    expect(composer.locator("[name=text]")).to_have_value(LONG)
    expect(composer.locator("[name=note]")).to_have_value("Demander la photo à Jeanne")
    expect(place(composer, "x").locator("textarea")).to_have_value("Contes de la forêt, samedi à 15 h.")

    files = [{"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": picture()} for name in ("salle", "conteuse")]
    composer.locator("[type=file]").set_input_files(files)
    alternatives = composer.locator("[name=file_alt]")
    expect(alternatives).to_have_count(2)
    alternatives.nth(0).fill("La salle des contes")
    alternatives.nth(1).fill("La conteuse assise")
    composer.locator(".composer-f .btn-primary").click()
    expect(page).to_have_url(re.compile(r"/calendar/posts/\d+/$"))
    expect(page.locator("h1")).to_have_text("Les contes de la forêt")
    expect(page.locator(".picture")).to_have_count(2)

    page.goto(address)  # nothing is left to be offered
    expect(page.locator("form[data-composer] [name=text]")).to_have_value("")


def test_the_dialog_keeps_what_was_typed_when_it_is_refused(context, server):
    page = context.new_page()
    page.goto(f"{server.url}/w/alpha/calendar/ideas/")
    page.evaluate("htmx.ajax('GET', '/w/alpha/calendar/posts/new/', '#dialog')")
    dialog = page.locator("#dialog")
    expect(dialog.locator("form[data-composer]")).to_be_visible()
    dialog.locator("[name=text]").fill("Hier déjà")
    dialog.locator("[name=day]").first.fill("2020-01-01")
    dialog.locator(".composer-f .btn-primary").click()
    expect(dialog.locator("[data-errors]")).to_be_visible()
    expect(dialog.locator("[name=text]")).to_have_value("Hier déjà")
    dialog.locator("[name=past_ok]").check()
    dialog.locator(".composer-f .btn-primary").click()
    expect(page).to_have_url(re.compile(r"/calendar/posts/\d+/$"))


def test_closing_the_dialog_keeps_what_was_typed(context, server):
    page = context.new_page()
    page.goto(f"{server.url}/w/alpha/calendar/ideas/")
    page.evaluate("htmx.ajax('GET', '/w/alpha/calendar/posts/new/', '#dialog')")
    dialog = page.locator("#dialog")
    dialog.locator("[name=text]").fill("Une pensée")
    with page.expect_response("**/posts/draft/"):
        page.keyboard.press("Escape")
    page.evaluate("htmx.ajax('GET', '/w/alpha/calendar/posts/new/', '#dialog')")
    expect(dialog.locator(".differences")).to_contain_text("Une pensée")
    dialog.locator("form[data-draft-discard] button").click()
    expect(dialog.locator("[name=text]")).to_have_value("")
