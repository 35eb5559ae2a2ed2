"""What the repository promises about itself, as functions that return the broken promises, one line each.

They read text, so that each can be shown a bad sample; ``test_consistency`` shows them the repository.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("cmtool", "workspaces", "jobs", "imports", "strategy", "calendar_app", "kpis")
NOT_OURS = {".git", ".venv", "node_modules", "var", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache"}
BINARY = {".png", ".svg", ".ico", ".woff2", ".mo", ".pyc", ".xlsx", ".zip"}


def files(*suffixes: str, root: Path = ROOT) -> Iterator[Path]:
    """The files of the repository, those not yet committed too."""
    for path in sorted(root.iterdir()):
        if path.name in NOT_OURS:
            continue
        if path.is_dir():
            yield from files(*suffixes, root=path)
        elif not suffixes or path.suffix in suffixes:
            yield path


def texts(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """(path from the root, content)."""
    for path in paths:
        if path.suffix not in BINARY:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def code(*, tests: bool = False) -> list[tuple[str, str]]:
    found = texts(files(".py"))
    return [(name, text) for name, text in found if "/migrations/" not in name and (tests or name[:6] != "tests/")]


def templates() -> list[tuple[str, str]]:
    return list(texts(files(root=ROOT / "templates")))


def scripts() -> list[tuple[str, str]]:
    return list(texts(files(".js", root=ROOT / "static")))


def search(rules: dict[str, str], name: str, text: str) -> list[str]:
    """What the patterns of ``rules`` ({sentence: pattern}) find, with line numbers."""
    return [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {sentence}: {hit[0].strip()[:60]}"
        for sentence, pattern in rules.items()
        for hit in re.finditer(pattern, text, re.I)
    ]


# Templates and scripts ---------------------------------------------------------------------------------------------

MARKUP = {
    "inline script": r"<script(?![^>]*\bsrc=)[^>]*>",
    "inline style": r"<style\b|\sstyle\s*=",
    "inline handler": r"\son[a-z]+\s*=",
    "hx-on": r"\bhx-on",
    "script in an attribute": r"\bjs:|javascript:",
    "trigger filter": r"hx-trigger\s*=\s*[\"'][^\"']*\[",
    "unescaped text": r"\|\s*safe\b|\{%\s*autoescape\s+off|\|\s*safeseq\b",
    "address of another site": r"\b(?:src|href|action|hx-\w+|data|poster|srcset)\s*=\s*[\"'](?:https?:)?//",
    "eval": r"hx-(?:vals|headers)\s*=\s*[\"']\s*(?:js|javascript)",
}
SCRIPT = {
    "eval": r"\beval\s*\(|new Function\b|setTimeout\s*\(\s*[\"'`]",
    "markup from text": r"\.(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|createContextualFragment",
    "inline handler": r"setAttribute\s*\(\s*[\"']on",
    "address of another site": r"[\"'`](?:https?:)?//(?!www\.w3\.org/)[\w]",
}
PLAIN_MAILS = r"\{%\s*autoescape\s+off"  # a text/plain mail has nothing to escape for


# Written as it is: the part of the page that the worker rendered from our own template.
MAY_BE_SAFE = {
    "templates/kpis/dashboard.html": "{{ html|safe }}",
    "templates/calendar_app/canvas.html": "{{ html|safe }}",
}


def markup_problems(name: str, text: str) -> list[str]:
    text = text.replace(MAY_BE_SAFE.get(name, "\0"), "")
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.S)
    if name.endswith(".txt"):
        text = re.sub(PLAIN_MAILS, "", text)
    return search(SCRIPT if name.endswith(".js") else MARKUP, name, text)


WORDS = re.compile(r"[^\W\d_]{2,}")
SAID_AS_IS = {"cmtool", "EN", "FR", "English", "Français", "kbd", "CSV", "XLSX", "ZIP", "KPI", "UTC", "Ctrl"}
SPOKEN = r"(?:aria-label|title|placeholder|alt|data-label)\s*=\s*\"([^\"{]*)\""


# Sent when nothing can be translated any more: both languages stand side by side.
BOTH_LANGUAGES = {"templates/500.html", "templates/offline.html"}


def untranslated_text(name: str, text: str) -> list[str]:
    """Words of a template that no ``translate`` tag surrounds."""
    if name in BOTH_LANGUAGES or name.endswith(".js"):
        return []
    text = re.sub(r"\{#.*?#\}|\{%-?\s*comment.*?endcomment\s*%\}", "", text, flags=re.S)
    text = re.sub(r"\{%\s*blocktrans.*?endblocktrans(?:late)?\s*%\}", "", text, flags=re.S)
    text = re.sub(r"\{[{%].*?[}%]\}", "", text, flags=re.S)
    spoken = re.findall(SPOKEN, text)
    text = re.sub(r"<(script|style|svg|code)\b.*?</\1>", "", text, flags=re.S)
    text = re.sub(r"<!--.*?-->|<[^>]*>|&\w+;", " ", text, flags=re.S)
    said = WORDS.findall(" ".join([text, *spoken]))
    return [f"{name}: not translated: {word}" for word in said if word not in SAID_AS_IS]


# Named by Django, or for each status by ``cmtool.views``.
NAMED_ELSEWHERE = {"400.html", "403.html", "403_csrf.html", "404.html", "409.html", "429.html", "500.html"}


def unused_templates(names: Iterable[str], sources: Iterable[str], overridden: set[str]) -> list[str]:
    """``names`` that no source mentions and that replace no template of a package."""
    everything = "\n".join(sources)
    return [
        f"{name}: unused template"
        for name in names
        if name not in overridden | NAMED_ELSEWHERE
        and not re.search(rf"[\"'/]{re.escape(name)}[\"'#]", everything)
        and not _by_prefix(name, everything)
    ]


def _by_prefix(name: str, everything: str) -> bool:
    """``emails/invitation_subject.txt`` is used where a text says ``emails/invitation``; only mails are named so."""
    stem = re.sub(r"(_subject|_message)\.txt$", "", name)
    return stem != name and re.search(rf"[\"']{re.escape(stem)}[\"'._]", everything) is not None


# Code --------------------------------------------------------------------------------------------------------------


def long_files(name: str, text: str, limit: int = 600) -> list[str]:
    lines = text.count("\n")
    return [f"{name}: {lines} lines, under {limit} wanted"] if lines >= limit else []


def long_views(name: str, text: str, limit: int = 60) -> list[str]:
    """Functions of view modules with ``limit`` lines or more."""
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    return [
        f"{name}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in functions
        if node.end_lineno - node.lineno + 1 >= limit
    ]


UNSCOPED = {
    "leaves the workspace's scope": r"\bscopes_disabled\b|\bwith_scopes_disabled\b",
    "manager without a scope": r"[._](?:base|default)_manager\b",
    "jobs of every workspace": r"\.everywhere\(\)",
    "raw SQL": r"\.raw\(|\.extra\(|\bRawSQL\b|\.cursor\(\)",
}
# Who may, and why. A folder ends with a slash.
MAY = {
    "jobs/": "the machinery runs the jobs of every workspace; statement time-outs are raw",
    "cmtool/backup.py": "copies every row",
    "cmtool/management/commands/check_tenancy.py": "looks for rows that cross",
    "cmtool/management/commands/load_demo.py": "empties the demo workspace",
    "cmtool/lib/versions.py": "writes the one row that the caller was given, by its key",
    "cmtool/views.py": "health: SELECT 1",
    "cmtool/frame.py": "the newest line of the journal, by workspace",
    "kpis/dashboards.py": "the stored dashboard, by workspace",
    "strategy/transfer.py": "links between rows that it has just made",
    "calendar_app/forms/canvas.py": "what the filter may name, every part by workspace",
    "calendar_app/actions/links.py": "a short link is followed before its workspace is known",
    "calendar_app/sharing.py": "a shared address is opened before its workspace is known",
    "workspaces/actions.py": "an invitation's link is opened before its workspace is known",
    "workspaces/models.py": "the membership of one user in one workspace",
    "workspaces/limits.py": "counts the mails that a person had sent, in all workspaces",
    "kpis/sql.py": "the figures' tables in bulk, every statement by workspace",
    "kpis/reads.py": "sums of the figures, every statement by workspace",
    "kpis/rollups.py": "sums of the figures, every statement by workspace",
    "kpis/store/": "the figures' tables in bulk, every statement by workspace",
    "kpis/management/": "measures of speed",
}


def unscoped_queries(name: str, text: str) -> list[str]:
    allowed = any(name.startswith(start) if start.endswith("/") else name == start for start in MAY)
    return [] if allowed or name.startswith(("tests/", "bench/")) else search(UNSCOPED, name, text)


SPEAKING = {"label", "help_text", "empty_label", "heading", "button", "verbose_name"}


def untranslated_strings(name: str, text: str) -> list[str]:
    """Literals of forms and views that a person would read as they are."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg in SPEAKING and _is_words(node.value):
            found.append(f"{name}:{node.value.lineno}: {node.arg} is not translated")
        if isinstance(node, ast.Call) and _speaks(node.func):
            found += [f"{name}:{node.lineno}: message is not translated" for said in node.args if _is_sentence(said)]
    return found


def _speaks(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        owner = function.value
        return (isinstance(owner, ast.Name) and owner.id == "messages") or function.attr == "ValidationError"
    return isinstance(function, ast.Name) and function.id in {"ValidationError", "toast", "NotNow"}


def _is_words(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(WORDS.search(node.value))


def _is_sentence(node: ast.expr) -> bool:
    """Several words; one alone is a code."""
    return isinstance(node, ast.JoinedStr) or (_is_words(node) and " " in node.value)


MARK_SAFE = {"unescaped text": r"\bmark_safe\(|\bSafeString\(|\bSafeText\("}
MAY_MARK_SAFE = {
    "cmtool/templatetags/ui.py": "icons of our own package",
    "calendar_app/tiles.py": "hundreds of tiles, every piece escaped where it is put in",
}


def unescaped_code(name: str, text: str) -> list[str]:
    return [] if name in MAY_MARK_SAFE else search(MARK_SAFE, name, text)


# Everything --------------------------------------------------------------------------------------------------------

LEFT = {
    "left to do": r"\b(?-i:TODO|FIXME|XXX|HACK)\b",
    "path of one machine": r"(?<![\w.$}])/(?:root|home/\w+|Users/\w+|tmp|work)/",
    "package host": r"\b(?:pypi|npmjs|pythonhosted)\.(?:org|com)\b|//registry\.\w+",
}
MAY_SAY = {
    "Dockerfile": "/tmp/",  # inside the image
    "tests/imports/test_readers.py": "/home/alice/",  # what a lock file holds
    "tests/test_consistency.py": "",  # samples of every breach
}


def left_behind(name: str, text: str) -> list[str]:
    found = search(LEFT, name, text)
    return [line for line in found if name not in MAY_SAY or MAY_SAY[name] not in line]


def strange_test_folders(folders: Iterable[str]) -> list[str]:
    known = {*APPS, "demo", "bench", "browser", "faults"}
    return [f"tests/{folder}: mirrors no app" for folder in sorted(set(folders) - known)]


def doubled(names: Iterable[str]) -> list[str]:
    names = list(names)
    return sorted({f"{name}: named twice" for name in names if names.count(name) > 1})
