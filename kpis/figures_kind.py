"""The import kind "figures": which channel a file belongs to, what it would change, applying and undoing it.

The pages load this module, numpy they must not: it comes with ``kpis.store``, inside the functions that jobs call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from imports import storage
from imports.models import Import
from imports.registry import Choice, ImportKind, Summary, Target
from jobs.registry import Run
from jobs.run import Refused
from kpis import catalogue, corpus_coverage, dashboards, matches
from kpis.catalogue import Level
from kpis.models import built_upon
from strategy import networks
from strategy.models import Channel
from workspaces.models import Workspace
from workspaces.permissions import Permission

NO_CHANNEL = gettext_noop("The account of these figures has been archived. Bring the file in again.")
BUILT_UPON = gettext_noop("“%(name)s”, imported later, changed figures of the same days. Undo that import first.")

FORMATS = {
    "x_posts": gettext_lazy("X, per post"),
    "x_overview": gettext_lazy("X, overview by day"),
    "meta_facebook_posts": gettext_lazy("Facebook posts (Meta)"),
    "meta_instagram_posts": gettext_lazy("Instagram posts (Meta)"),
    "meta_daily": gettext_lazy("Figures by day (Meta)"),
    "mapped": gettext_lazy("Table with named columns"),
}
LEVELS = {
    Level.CHANNEL_DAY: gettext_lazy("By day, whole account"),
    Level.POST: gettext_lazy("By post"),
    Level.POST_DAY: gettext_lazy("By post and day"),
}
ROLES = {
    "date": gettext_lazy("Date"),
    "post_id": gettext_lazy("Identifier of the post"),
    "permalink": gettext_lazy("Address of the post"),
    "text": gettext_lazy("Text of the post"),
    "kind": gettext_lazy("Type of post"),
    "channel": gettext_lazy("Account or network"),
    "ignore": gettext_lazy("Leave out"),
}
LANGUAGES = {"en": gettext_lazy("English"), "fr": gettext_lazy("French")}


def _language() -> str:
    return (get_language() or "fr")[:2]


# -- which channel


def candidates(workspace: Workspace, network: str) -> list[Channel]:
    """The channels that figures of ``network`` ("" unknown) may belong to."""
    channels = workspace.channels.current()
    return list(channels.filter(network=network) if network else channels)


def channels_of(record: Import) -> dict[str, Channel]:
    """The channel of each network of the file, as far as it is known: the answer, else the only one there is."""
    answers = record.answers.get("channel", {})
    found = {}
    for network in record.summary["networks"]:
        possible = candidates(record.workspace, network)
        chosen = [channel for channel in possible if str(channel.pk) == str(answers.get(network, ""))]
        if only := chosen or (possible if network and len(possible) == 1 else []):
            found[network] = only[0]
    return found


def _questions(record: Import, known: dict[str, Channel]) -> list[dict[str, Any]]:
    """Which channel, for each network that leaves a choice; not before the network itself is known."""
    unknown = any(question["code"] in ("network", "mapping") for question in record.summary["questions"])
    networks_asked = [n for n in dict.fromkeys(record.summary["networks"]) if n not in known and (n or not unknown)]
    return [
        {"code": "channel", "about": network, "options": [], "suggested": "", "params": {}}
        for network in networks_asked
    ]


def choices(record: Import, question: dict[str, Any]) -> list[Choice]:
    """What may be answered: ``question`` names a channel, a network, a metric or a level."""
    if question["code"] == "channel":
        return [Choice(str(channel.pk), str(channel)) for channel in candidates(record.workspace, question["about"])]
    if question["code"] == "network":
        mine = list(record.workspace.channels.current().values_list("network", flat=True))
        known = sorted(networks.NETWORKS, key=lambda network: network.code not in mine)
        return [Choice(network.code, network.name) for network in known]
    if question["code"] == "metric":
        return [Choice(metric.code, metric.names[_language()]) for metric in catalogue.measured()]
    if question["code"] == "level":
        return [Choice(level.code, str(label)) for level, label in LEVELS.items()]
    return []


def create_url(record: Import, question: dict[str, Any]) -> str:
    if question["code"] != "channel":
        return ""
    known = {"network": question["about"]} if question["about"] else {}
    url = reverse("strategy:channel_new", args=[record.workspace.slug])
    return f"{url}?{urlencode({**known, 'import': record.pk})}"


# -- what it would do, doing it, undoing it


def plan(record: Import) -> Summary:
    """The channels, what is still to ask, and the counts once nothing is."""
    from kpis.formats.staging import read_staged
    from kpis.store import importing

    known = channels_of(record)
    questions = _questions(record, known)
    named = {network: {"id": channel.pk, "name": channel.handle} for network, channel in known.items()}
    found: Summary = {"questions": questions, "channels": named}
    if not questions and all(network in known for network in record.summary["networks"]):
        staged = read_staged(storage.staged(record))
        found |= importing.plan(staged, record.workspace, _ids(known))
    return found


def apply(record: Import, run: Run) -> Callable[[], Summary]:
    from kpis.formats.staging import read_staged
    from kpis.store import importing

    known = channels_of(record)
    if any(network not in known for network in record.summary["networks"]):
        raise Refused(NO_CHANNEL)
    run.progress(0, 2, gettext_noop("Comparing with what is already here"))
    staged = read_staged(storage.staged(record))
    prepared = importing.apply(staged, record.workspace, _ids(known), record.pk)
    run.progress(1, 2, gettext_noop("Writing the figures"))

    def write() -> Summary:
        counts = prepared()
        dashboards.ask_refresh(record.workspace)
        corpus_coverage.ask(record.workspace)
        matches.ask(record.workspace)
        run.progress(2, 2, gettext_noop("Figures imported"))
        return counts

    return write


def undo(record: Import, run: Run) -> Callable[[], None]:
    from kpis.store import importing

    run.progress(0, 1, gettext_noop("Putting back what was there before"))

    def write() -> None:
        importing.hold(record.workspace)
        if later := built_upon(record.pk).first():
            raise Refused(BUILT_UPON, name=later.name)
        importing.undo(record.workspace, record.pk)
        dashboards.ask_refresh(record.workspace)
        corpus_coverage.ask(record.workspace)
        matches.ask(record.workspace)
        run.progress(1, 1, gettext_noop("Import undone"))

    return write


def can_undo(record: Import) -> str:
    later = built_upon(record.pk).first()
    return _(BUILT_UPON) % {"name": later.name} if later else ""


def _ids(known: dict[str, Channel]) -> dict[str, int]:
    return {network: channel.pk for network, channel in known.items()}


# -- words


def label_of(what: str, code: str) -> str:
    if what == "metric" and code in catalogue.METRICS:
        return catalogue.name(code, _language())
    if what == "network":
        return next((network.name for network in networks.NETWORKS if network.code == code), code)
    tables = {"format": FORMATS, "locale": LANGUAGES, "level": {level.code: label for level, label in LEVELS.items()}}
    return str(tables.get(what, {}).get(code, code))


def mapping_targets() -> list[Target]:
    metrics = [
        Target(f"metric:{metric.code}", metric.names[_language()], _("Figures")) for metric in catalogue.measured()
    ]
    return [*(Target(code, str(label)) for code, label in ROLES.items()), *metrics]


def mapping_problem(columns: list[str], settings: dict[str, str]) -> str:
    """Why the columns named do not do, "" when they do."""
    if "date" not in columns or len(columns) < 2:
        return _("Say which column holds the date and which holds at least one figure.")
    return ""


KIND = ImportKind(
    code="figures",
    label=gettext_lazy("Figures of a network"),
    permission=Permission.IMPORT,
    child_module="kpis.formats.child",
    options=lambda record: {},
    plan=plan,
    apply=apply,
    undo=undo,
    can_undo=can_undo,
    result_url=lambda record: reverse("kpis:dashboard", args=[record.workspace.slug]),
    mapping_targets=mapping_targets,
    label_of=label_of,
    choices=choices,
    create_url=create_url,
    mapping_settings={"level": True, "network": True, "decimal": False},
    mapping_problem=mapping_problem,
    help=gettext_lazy(
        "CSV, Excel, or a ZIP of them: exports of Facebook, Instagram and X are recognised, any other table with a date"
        " and figures can be brought in too."
    ),
    result_label=gettext_lazy("See the dashboard"),
    result_icon="chart-bar",
    templates={"counts": "kpis/import_counts.html", "preview": "kpis/import_preview.html"},
)
