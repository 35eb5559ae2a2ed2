"""A review by somebody without an account, on a phone: the address is made, opened, answered, closed."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-flows")]

PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def lead(context_of):
    page = context_of("lead").new_page()
    yield page
    page.context.close()


@pytest.fixture
def guest(context_of):
    page = context_of(None, **PHONE).new_page()
    yield page
    page.context.close()


def test_a_guest_answers_on_a_phone_by_a_secret_address(lead, guest, server):
    base = f"{server.url}/w/alpha/calendar"
    lead.goto(f"{base}/review/?state=all")
    lead.locator("tbody th a").first.click()
    expect(lead).to_have_url(re.compile(r"/review/\d+/$"))
    title = lead.locator("h1").inner_text()
    lead.locator("a[href*='shares/new/']").click()
    dialog = lead.locator("#dialog")
    dialog.locator("[name=name]").fill("Madame la maire")
    dialog.locator("button.btn-primary").click()
    expect(lead).to_have_url(re.compile("/shares/$"))
    card = lead.locator("li.card-s", has_text="Madame la maire")
    path = re.sub("^https?://[^/]*", "", card.locator("input[readonly]").input_value())

    guest.goto(server.url + path)
    expect(guest.locator("h1")).to_have_text(title)
    guest.locator("[name=guest_name]").fill("Anne Durand")
    guest.locator("button[value=changes]").tap()
    expect(guest.locator(".invalid-feedback")).to_be_visible()  # changes want a note
    guest.locator("[name=note]").fill("Plus court, s’il vous plaît.")
    guest.locator("button[value=changes]").tap()
    expect(guest.locator("#main")).to_contain_text("Plus court")
    expect(guest.locator("button[value=approved]")).to_have_count(0)  # a draft again
    expect(guest.locator("[name=guest_name]")).to_have_value("Anne Durand")
    guest.locator("button[name=language][value=en]").tap()
    expect(guest.locator("html")).to_have_attribute("lang", "en")
    expect(guest.locator("h1")).to_have_text(title)

    card.locator("form[action*='revoke'] button").click()
    expect(lead.locator("[data-toast]")).to_be_visible()
    assert guest.goto(server.url + path).status == 410
    expect(guest.locator("body")).not_to_contain_text(title)
