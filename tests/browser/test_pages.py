"""Every page, in both languages, both themes and three widths: for everybody, in any browser, light to load."""

import gzip
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests.surface import urls

pytestmark = pytest.mark.browser

AXE = (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async (theme) => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  if (theme === "dark") options.runOnly = ["color-contrast", "link-in-text-block"]; // a theme is nothing but colours
  const found = (await axe.run(document, options)).violations;
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
}"""
TOO_WIDE = """async () => {
  const root = document.documentElement;
  const fits = () => root.scrollWidth <= root.clientWidth;
  for (let n = 0; n < 40 && !fits(); n++) await new Promise((next) => setTimeout(next, 50)); // charts follow
  if (fits()) return [];
  const width = root.clientWidth;
  const right = (one) => one.getBoundingClientRect().right;
  const out = [...document.querySelectorAll("main *, header *")].filter((one) => right(one) > width + 1);
  const names = out.slice(0, 3).map((one) => `${one.tagName}.${one.className}`);
  return [`${root.scrollWidth} px wide: ${names.join(", ")}`];
}"""
PRIMARY = ".btn:not(.btn-sm, .btn-link), .iconbtn, .form-control, .form-select, .nav-list a, .step"
SMALL = """(primary) => [...document.querySelectorAll(primary)]
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width && one.checkVisibility({ visibilityProperty: true }) && box.height < 43.5)
  .map(([one, box]) => `${one.className} ${one.innerText.slice(0, 20)}: ${Math.round(box.height)} px high`)"""
PAINT = """(theme) => {
  const root = document.documentElement;
  root.dataset.bsTheme = root.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("themechange"));
}"""
LISTEN = (
    "addEventListener('securitypolicyviolation', (e) => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`))"
)

PLAIN, CHARTS, HTML = 130_000, 480_000, 12_000  # bytes, as budgeted
WIDTHS = {1440: 900, 390: 844, 320: 700}


class Watched:
    """A page whose errors and weight are written down."""

    def __init__(self, context):
        self.page = context.new_page()
        self.page.add_init_script(LISTEN)
        self.errors: list[str] = []
        self.page.on("console", lambda said: self._said(said))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("response", self._answered)
        self.network = context.new_cdp_session(self.page)
        self.network.send("Network.enable")
        self.network.send("Network.setBypassServiceWorker", {"bypass": True})  # what it kept weighs nothing
        self.network.on("Network.dataReceived", self._came)
        self.network.on("Network.responseReceived", self._received)
        self.weights: Counter[str] = Counter()
        self.addresses: dict[str, str] = {}

    def _answered(self, response):
        if response.status >= 400 and not response.request.is_navigation_request():
            self.errors.append(f"{response.status} {response.url}")

    def _said(self, said):
        if said.type == "error" and said.location["url"] != self.page.url:  # a page that answers 404 on purpose
            self.errors.append(said.text)

    def _received(self, event):
        self.addresses[event["requestId"]] = event["response"]["url"]

    def _came(self, event):
        self.weights[event["requestId"]] += event["encodedDataLength"]

    def open(self, address: str):
        """Go there and wait until what loads by itself is there."""
        self.errors.clear()
        response = self.page.goto(address)
        self.page.wait_for_load_state("networkidle")
        return response

    def first_visit(self, address: str):
        """(answer, bytes by name of file) without anything kept from before."""
        self.network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.weights.clear()
        response = self.open(address)
        self.network.send("Network.setCacheDisabled", {"cacheDisabled": False})
        files = {key: url for key, url in self.addresses.items() if "/static/" in url and key in self.weights}
        return response, {url.rpartition("/")[2]: self.weights[key] for key, url in files.items()}


@pytest.fixture(scope="module")
def watched(context_of):
    return Watched(context_of("admin"))


@pytest.fixture(scope="module")
def stranger(context_of):
    """The same, not signed in: for the pages of the way in."""
    return Watched(context_of(None))


PAGES = [url for url in urls() if url.answers_get or not url.ours]
PUBLIC = {"account_login", "account_reset_password", "account_signup", "invitation", "offline", "account_inactive"}


@pytest.mark.parametrize("name", [url.name for url in PAGES])
def test_the_page_is_fit_for_everybody(name, request, server):
    watched = request.getfixturevalue("stranger" if name in PUBLIC else "watched")
    address = server.url + server.paths[name]
    if not _is_page(watched.page.context, address):
        return
    problems = _weight(*watched.first_visit(address))
    for language in ("fr", "en"):
        if language == "en":
            watched.page.context.add_cookies([{"name": "django_language", "value": "en", "url": server.url}])
            watched.open(address)
        problems += [f"{language}: {error}" for error in watched.errors]
        problems += [f"{language} {problem}" for problem in _in_every_form(watched.page, language)]
    watched.page.context.clear_cookies(name="django_language")
    assert not problems, "\n".join(dict.fromkeys(problems))


def _is_page(context, address: str) -> bool:
    """A whole page that is shown at this address: no fragment, no download, no redirect elsewhere."""
    answer = context.request.get(address, max_redirects=0)
    is_html = "text/html" in answer.headers.get("content-type", "")
    return is_html and answer.status in {200, 404, 410} and "<html" in answer.text()


def _weight(response, files: dict[str, int]) -> list[str]:
    html = len(gzip.compress(response.body(), 6))
    total = html + sum(files.values())
    limit = CHARTS if any("plotly" in name for name in files) else PLAIN
    problems = [f"HTML of {html} bytes, {HTML} wanted"] if html > HTML else []
    return problems + ([f"{total} bytes, {limit} wanted: HTML {html}, {files}"] if total > limit else [])


def _in_every_form(page, language: str) -> list[str]:
    problems = []
    page.evaluate(AXE)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        problems += [f"{width}: {problem}" for problem in page.evaluate(TOO_WIDE)]
        if width < 400:
            problems += [f"{width}: {problem}" for problem in page.evaluate(SMALL, PRIMARY)]
        for theme in ("dark", "light") if width > 320 else ("light",):
            page.evaluate(PAINT, theme)
            problems += [f"{theme} {width}: {problem}" for problem in page.evaluate(RUN_AXE, theme)]
    return problems
