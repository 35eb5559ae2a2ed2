"""Filters of people's own pages."""

import json

from django import template
from django.utils.translation import gettext

register = template.Library()

# Order matters: most browsers also name the ones before them.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


@register.filter
def browser(user_agent: str) -> str:
    """``Firefox · Windows`` from what the browser calls itself; a hint for people, nothing relies on it."""
    names = (next((name for mark, name in table.items() if mark in user_agent), "") for table in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, names)) or gettext("Unknown browser")


@register.filter(name="json")
def as_json(value) -> str:
    """For a ``data-`` attribute: the template escapes it."""
    return json.dumps(value)
