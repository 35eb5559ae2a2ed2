"""Faults, each planted in a copy of the repository: the checks that everybody runs turn red."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository import NOT_OURS, ROOT

BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]


def _module_with(text: str, copy: Path) -> Path:
    """The module of ``strategy`` that holds ``text``."""
    return next(path for path in (copy / "strategy").rglob("*.py") if text in path.read_text(encoding="utf-8"))


def _replace(old: str, new: str):
    def plant(copy: Path) -> None:
        module = _module_with(old, copy)
        module.write_text(module.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    return plant


def _append(name: str, text: str):
    def plant(copy: Path) -> None:
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return plant


def _page_without_a_right(copy: Path) -> None:
    leaflet = 'path("leaflet/", lambda request, slug: None, name="leaflet")'
    _replace("urlpatterns = [", f"urlpatterns = [{leaflet},")(copy)


def _query_without_a_scope(copy: Path) -> None:
    old = "objective = get_object_or_404(Objective, pk=pk)\n    actions."
    _replace(old, old.replace("(Objective,", "(Objective._meta.base_manager,"))(copy)


MATRIX = [*PYTEST, "tests/test_permissions.py", "-k"]
RULES = [*PYTEST, "tests/test_consistency.py", "-k"]

FAULTS = {
    "a view without a permission": (_page_without_a_right, [*MATRIX, "says_who_may_enter"], "strategy:leaflet"),
    "an unscoped query": (_query_without_a_scope, [*MATRIX, "policy_says and objective_archive"], "not not found"),
    "an untranslated string": (
        _replace('gettext("Objective saved.")', 'gettext("Objective kept.")'),
        [sys.executable, "manage.py", "check_messages"],
        "Objective kept.",
    ),
    "an unused template": (
        lambda copy: (copy / "templates/strategy/leaflet.html").write_text("{# nobody #}"),
        [*RULES, "every_template_is_used"],
        "strategy/leaflet.html",
    ),
    "a skipped test": (
        _append("tests/test_consistency.py", "\n\ndef test_leaflet():\n    pytest.skip('not here')\n"),
        [*RULES, "test_leaflet"],
        "1 skipped",
    ),
    "a lower app that imports an upper one": (
        _append("strategy/steps.py", "\n\nimport kpis.cards  # noqa: E402,F401\n"),
        [str(BIN / "lint-imports"), "--no-cache"],
        "strategy is not allowed to import kpis",
    ),
}


@pytest.fixture
def copy(tmp_path):
    """The repository with everything it needs to run its checks, away from the real one."""
    target = tmp_path / "repository"
    shutil.copytree(ROOT, target, ignore=lambda folder, names: NOT_OURS.intersection(names))
    (target / "node_modules").symlink_to(ROOT / "node_modules")
    return target


@pytest.mark.parametrize("fault", FAULTS)
def test_the_fault_turns_the_check_red(fault, copy, tmp_path):
    plant, command, named = FAULTS[fault]
    plant(copy)
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    env = kept | {"CMTOOL_NO_SKIP": "1", "VAR_DIR": str(tmp_path / "var"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert named in done.stdout + done.stderr
