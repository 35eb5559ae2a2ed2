"""Whatever people type comes back as they typed it, or is refused with a sentence; nothing breaks, nothing runs."""

import html
import re
from itertools import islice

import pytest

from tests import naughty
from tests import test_foreign_ids as foreign
from tests.pages import Control, Form, Page
from tests.surface import Url, urls
from tests.visitors import told

TYPED = {"text", "textarea", "url", "email", "search", "tel"}
MARKUP = re.compile(r"[<>\"']")


def _typed(form: Form) -> list[Control]:
    return [control for control in form.controls if control.kind in TYPED and control.name]


def _pages_that_ask() -> list[Url]:
    """Pages with a form of their own; what posts elsewhere is a page there."""
    return [url for url in urls() if not url.name.startswith("mfa_") and url.name != "account_logout"]


@pytest.fixture(scope="module")
def asking(visitors):
    """Form with text fields of each page, by the page's name."""
    world, found = visitors.world, {}
    for url in _pages_that_ask():
        path = url.path(world, world.a)
        response = visitors.ask("admin", "GET", path)
        if response.status_code == 200 and "text/html" in response.headers["Content-Type"]:
            forms = [form for form in Page(response.body.decode(), path).forms if form.method == "post"]
            found[url.name] = next((form for form in forms if _typed(form)), None)
    return found


def _refusals(texts, form: Form | None, path: str, visitors) -> str:
    if form is None:
        return ""
    found = (f"{text[:60]!r}: {problem}" for text in texts for problem in _try(form, text, path, visitors))
    return "\n".join(islice(found, 20))


@pytest.mark.parametrize("url", _pages_that_ask(), ids=lambda url: url.name)
def test_what_is_typed_comes_back_or_is_refused(url, asking, world, visitors):
    problems = _refusals(naughty.OURS, asking.get(url.name), url.path(world, world.a), visitors)
    assert not problems, problems


@pytest.mark.long
@pytest.mark.parametrize("url", _pages_that_ask(), ids=lambda url: url.name)
def test_the_public_list_comes_back_or_is_refused(url, asking, world, visitors):
    texts = naughty.public()
    if not texts:
        pytest.skip(f"no naughty strings in {naughty.REAL} (CMTOOL_REAL_DATA)")
    problems = _refusals(texts, asking.get(url.name), url.path(world, world.a), visitors)
    assert not problems, problems


def test_pages_ask_for_text(asking):
    assert len([form for form in asking.values() if form]) >= 10


def _try(form: Form, text: str, path: str, visitors) -> list[str]:
    """Type ``text`` into every text field at once; what goes wrong."""
    typed = _typed(form)
    with visitors.undone():
        client = visitors.client("admin", raise_request_exception=False)
        response = client.post(form.action, form.data() | {control.name: [text] for control in typed})
        if response.status_code >= 500:
            return [told(response)]
        accepted = response.status_code in {204, 302}
        if "\x00" in text:
            return ["NUL was stored"] if accepted else []
        if not accepted and response.status_code not in {200, 409, 422}:
            return [f"answers {response.status_code}"]
        written = (client.get(path) if accepted else response).content.decode()
    problems = ["written unescaped"] if _unescaped(text, written) else []
    kept_as_typed = [control for control in typed if not control.converted]
    if (
        kept_as_typed
        and (not accepted or path.endswith(("/edit/", "/settings/", "/me/")))
        and not _is_there(text, written)
    ):
        problems.append("does not come back as it was typed")
    return problems


def _unescaped(text: str, written: str) -> bool:
    return len(text) > 3 and MARKUP.search(text) is not None and text in written


def _is_there(text: str, written: str) -> bool:
    """Browsers send and show line ends their own way; spaces around and the @ of an account are not kept."""
    written = _plain(written)
    return any(html.escape(_plain(one)) in written for one in (text, text.strip(), text.strip().lstrip("@").strip()))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("url", [url for url in urls() if url.ours and url.answers_get], ids=lambda url: url.name)
def test_no_address_breaks_a_page(url, world, visitors):
    """Every parameter that pages know, filled with each string at once."""
    path, broken = url.path(world, world.a), []
    names = [name for name in [*foreign.OBJECTS, *foreign.NO_OBJECT.split("|")] if name.isidentifier()]
    for text in naughty.OF_ADDRESSES:
        response = visitors.ask("admin", "GET", path, dict.fromkeys(names, text))
        if response.status_code >= 500 or _unescaped(text, response.body.decode(errors="replace")):
            broken.append(f"{text[:60]!r}: {told(response)}")
    assert not broken, "\n".join(broken[:20])


def test_the_list_is_long_enough():
    assert len(set(naughty.OURS)) >= 60
