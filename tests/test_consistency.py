"""The repository keeps its own rules; each rule is shown a breach first, so that it can fail."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db import models
from django.template.loader import get_template
from django_scopes.exceptions import ScopeError

from cmtool import messages
from cmtool.management.commands.check_tenancy import tenant_models
from tests import repository
from tests.repository import ROOT, code, files, scripts, templates, texts
from tests.surface import urls

PACKAGES = ("django", "allauth", "django_htmx")


def _everywhere(rule, sources) -> list[str]:
    return [problem for name, text in sources for problem in rule(name, text)]


def _views() -> list[tuple[str, str]]:
    return [(name, text) for name, text in code() if _is_called(name, "views")]


def _forms_and_views() -> list[tuple[str, str]]:
    return [(name, text) for name, text in code() if _is_called(name, "forms", "views", "actions")]


def _is_called(name: str, *kinds: str) -> bool:
    """``views.py``, ``account_views.py`` or a module of the package ``views``."""
    return Path(name).stem.endswith(kinds) or Path(name).parent.name in kinds


def _everything() -> list[tuple[str, str]]:
    locks = {"package-lock.json", "requirements.lock", "requirements-dev.lock", "requirements-node.lock"}
    return [(name, text) for name, text in texts(files()) if name not in {*locks, "tests/repository.py"}]


RULES = {
    "markup": (repository.markup_problems, lambda: [*templates(), *scripts()]),
    "text of templates": (repository.untranslated_text, templates),
    "strings of code": (repository.untranslated_strings, _forms_and_views),
    "length of files": (repository.long_files, lambda: [*code(tests=True), *scripts()]),
    "length of views": (repository.long_views, _views),
    "scope": (repository.unscoped_queries, code),
    "escaping": (repository.unescaped_code, code),
    "left behind": (repository.left_behind, _everything),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_repository_keeps_the_rule(rule):
    check, sources = RULES[rule]
    problems = _everywhere(check, sources())
    assert not problems, "\n".join(problems)


BREACHES = [
    ("markup", "a.html", "<script>alert(1)</script>"),
    ("markup", "a.html", "<script type='module'>x()</script>"),
    ("markup", "a.html", "<style>p {}</style>"),
    ("markup", "a.html", '<p style="color: red">'),
    ("markup", "a.html", '<p onclick="x()">'),
    ("markup", "a.html", '<p hx-on::after-request="x()">'),
    ("markup", "a.html", "<p hx-on:click='x()'>"),
    ("markup", "a.html", '<a href="javascript:x()">'),
    ("markup", "a.html", "<p hx-vals='js:{a: b()}'>"),
    ("markup", "a.html", '<p hx-trigger="click[ctrlKey]">'),
    ("markup", "a.html", "{{ text|safe }}"),
    ("markup", "a.html", "{% autoescape off %}"),
    ("markup", "a.html", '<img src="https://elsewhere.example/a.png">'),
    ("markup", "a.html", '<link href="//elsewhere.example/a.css">'),
    ("markup", "mail.txt", "{{ text|safe }}"),
    ("markup", "a.js", "eval(text)"),
    ("markup", "a.js", "box.innerHTML = text"),
    ("markup", "a.js", 'import "https://elsewhere.example/a.js"'),
    ("text of templates", "a.html", "<p>Bonjour</p>"),
    ("text of templates", "a.html", '<button aria-label="Close">{% icon "x" %}</button>'),
    ("text of templates", "a.html", "<p>{% translate 'Sum' %} of all</p>"),
    ("strings of code", "views.py", 'messages.success(request, "Saved well.")'),
    ("strings of code", "views.py", 'messages.success(request, f"{name} saved")'),
    ("strings of code", "forms.py", 'forms.CharField(label="Name")'),
    ("strings of code", "forms.py", 'raise forms.ValidationError("Too short.")'),
    ("length of files", "a.py", "pass\n" * 600),
    ("length of views", "views.py", "def page(request):\n" + "    pass\n" * 60),
    ("scope", "strategy/views/objectives.py", "with scopes_disabled(): pass"),
    ("scope", "strategy/views/objectives.py", "Objective.objects.with_scopes_disabled()"),
    ("scope", "strategy/views/objectives.py", "Objective._base_manager.all()"),
    ("scope", "kpis/views.py", "Job.everywhere().all()"),
    ("scope", "kpis/views.py", "connection.cursor().execute(sql)"),
    ("scope", "kpis/views.py", "Kpi.objects.raw(sql)"),
    ("escaping", "kpis/views.py", "mark_safe(text)"),
    ("left behind", "a.py", "# TODO: later"),
    ("left behind", "a.md", "see /home/ada/notes"),
    ("left behind", "Makefile", "cd /work/main"),
    ("left behind", "requirements.lock", "--index-url https://pypi.org/simple"),
    ("left behind", "package.json", "https://registry.npmjs.org/"),
]


@pytest.mark.parametrize(("rule", "name", "text"), BREACHES, ids=lambda value: str(value)[:40])
def test_a_breach_of_the_rule_is_seen(rule, name, text):
    assert RULES[rule][0](name, text)


KEPT = [
    ("markup", "a.html", '<script src="{% static "js/app.js" %}" type="module"></script>'),
    ("markup", "mail.txt", "{% autoescape off %}{{ text }}{% endautoescape %}"),
    ("markup", "a.html", "{# style= was here #}"),
    ("text of templates", "a.html", "<p>{% translate 'Sum' %} · {{ total }} <kbd>n</kbd></p>"),
    ("text of templates", "a.html", "{% blocktranslate %}{{ n }} posts{% endblocktranslate %}"),
    ("strings of code", "views.py", 'messages.success(request, gettext("Saved."))'),
    ("scope", "jobs/runner.py", "Job.everywhere().due()"),
    ("left behind", "a.py", "_MASTODON = 1"),
]


@pytest.mark.parametrize(("rule", "name", "text"), KEPT, ids=lambda value: str(value)[:40])
def test_what_keeps_the_rule_is_left_alone(rule, name, text):
    assert RULES[rule][0](name, text) == []


# Templates and addresses -------------------------------------------------------------------------------------------


def _overridden() -> set[str]:
    """Names of templates that packages bring and look for."""
    roots = [Path(find_spec(package).origin).parent for package in PACKAGES]
    found = (path for root in roots for path in root.rglob("templates/**/*") if path.is_file())
    return {str(path).rpartition("/templates/")[2] for path in found}


def _template_names() -> list[str]:
    return [name.removeprefix("templates/") for name, _text in templates()]


def test_every_template_is_used():
    sources = [text for _name, text in [*code(), *templates()]]
    assert repository.unused_templates(_template_names(), sources, _overridden()) == []


def test_an_unused_template_is_seen():
    assert repository.unused_templates(["strategy/old.html"], ['render(request, "strategy/new.html")'], set())


@pytest.mark.parametrize("name", [name for name in _template_names() if name.endswith(".html")])
def test_every_template_compiles(name):
    get_template(name)


def test_every_address_has_a_name_of_its_own():
    assert repository.doubled(url.name for url in urls()) == []
    assert repository.doubled(["a", "b", "a"]) == ["a: named twice"]


def test_test_folders_mirror_apps():
    folders = [path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert repository.strange_test_folders(folders) == []
    assert repository.strange_test_folders(["kpi"]) == ["tests/kpi: mirrors no app"]


# Models and translations -------------------------------------------------------------------------------------------

# Tenant models that may be reached without a scope, and why.
UNSCOPED_MODELS = {
    "workspaces.Membership": "the door itself: who belongs where is asked before a workspace is open",
    "kpis.PostChange": "no workspace of its own: reached through its import",
    "kpis.SampleChange": "no workspace of its own: reached through its import",
    "kpis.Kpi_channels": "made by Django; reached through its KPI",
    "strategy.Person_tags": "made by Django; reached through its person",
    "calendar_app.Post_tags": "made by Django; reached through its post",
    "calendar_app.Publication_media": "made by Django; reached through its publication",
    "calendar_app.Comment_mentions": "made by Django; reached through its comment",
    "calendar_app.ReviewPolicy_reviewers": "made by Django; reached through its policy",
    "calendar_app.ReviewPolicy_trusted": "made by Django; reached through its policy",
}


def unscoped(model: type[models.Model]) -> bool:
    """Whether its manager gives a query, which is not sent: no database is needed to know."""
    try:
        model._default_manager.all()
    except ScopeError:
        return False
    return True


def test_tenant_models_cannot_be_asked_without_a_workspace():
    free = {model._meta.label for model in tenant_models() if unscoped(model)}
    assert free == set(UNSCOPED_MODELS)


def test_the_french_catalogue_is_complete():
    problems = messages.problems()
    assert not problems, "\n".join(problems)


# What a web request loads ------------------------------------------------------------------------------------------

HEAVY = ("pandas", "numpy", "plotly", "openpyxl")
LOADED = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "cmtool.settings"
import cmtool.wsgi
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from workspaces.actions import create_person, create_workspace
call_command("migrate", verbosity=0)
setup_test_environment()
person = create_person(email="a@example.org", name="A")
workspace = create_workspace(name="A", slug="a", by=person)
client = Client()
answers = [client.get("/accounts/login/").status_code]
client.force_login(person)
answers += [client.get(f"/w/a/{page}/").status_code for page in ("dashboard", "objectives", "kpis", "imports")]
print(json.dumps({"answers": answers, "loaded": [name for name in sys.argv[1:] if name in sys.modules]}))
"""


def test_no_request_loads_what_only_the_worker_needs(tmp_path):
    env = {"PATH": "/usr/bin:/bin", "VAR_DIR": str(tmp_path), "SECRET_KEY": "0123456789abcdefghij" * 3, "DEBUG": "1"}
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *HEAVY], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said == {"answers": [200] * 5, "loaded": []}
