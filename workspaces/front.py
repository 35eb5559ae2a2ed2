"""Where a workspace opens: apps above say it, by the name of a URL that takes the slug."""

from collections.abc import Callable

from .models import Workspace

Page = Callable[[Workspace], str]

USUAL = "kpis:dashboard"
_PAGES: list[Page] = []


def register(page: Page) -> None:
    """``page(workspace)`` names the URL where it should open for now, or "" when it has no wish."""
    if page not in _PAGES:
        _PAGES.append(page)


def url_name(workspace: Workspace) -> str:
    return next((name for page in _PAGES if (name := page(workspace))), USUAL)
