"""Tags and filters that every template may use."""

import re
from functools import cache
from pathlib import Path

from babel.numbers import format_decimal, format_percent
from django import forms, template
from django.template import defaultfilters
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from cmtool import shell
from cmtool.lib.assets import ICONS

register = template.Library()

NNBSP, NBSP = "\u202f", "\u00a0"
FIRST = re.compile(r"(?<![\d:])1(?=\s*–|[ \u00a0][^\W\d])")  # the day, in "1 juin" and in "1–30 juin"


@cache
def _icon(name: str) -> str:
    svg = (Path(ICONS) / f"{name}.svg").read_text(encoding="utf-8")
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.S)
    svg = re.sub(r'\sclass="[^"]*"', "", svg)
    svg = re.sub(r"\s+", " ", svg).replace("> <", "><").strip()
    return svg.replace("<svg ", '<svg class="icon" aria-hidden="true" focusable="false" ', 1)


@register.simple_tag
def icon(name: str) -> str:
    """An outline icon of Tabler, inlined: decoration only, the words beside it carry the meaning."""
    return mark_safe(_icon(name))  # noqa: S308  our own package's file, no user text


@register.simple_tag(takes_context=True)
def side_navigation(context) -> str:
    return shell.side(context.get("membership"), context.get("section", ""))


@register.filter
def is_checkbox(field) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


def spaced(text: str) -> str:
    """``text`` with French spacing where French is read: narrow no-break spaces before ; ? ! and inside « »."""
    if (get_language() or "fr").startswith("fr"):
        text = re.sub(r"[ \u00a0]([;?!»])", NNBSP + r"\1", text)
        text = re.sub(r"«[ \u00a0]", "«" + NNBSP, text)
        text = re.sub(r"[ ]([:%€])", NBSP + r"\1", text)
    return text


def first_of_month(text: str) -> str:
    """French says ``1er`` where Django's and Babel's formats write ``1``."""
    return FIRST.sub("1er", text) if (get_language() or "fr").startswith("fr") else text


@register.filter(expects_localtime=True, is_safe=False)
def date(value, arg=None) -> str:
    """Django's filter, with the first of the month as it is said."""
    return first_of_month(defaultfilters.date(value, arg))


@register.filter
def typo(text) -> str:
    """The spacing of text that people typed, at display only."""
    return conditional_escape(spaced(str(text)))


@register.filter
def number(value, digits: int = 0) -> str:
    """A number in the reader's language: ``48 210`` or ``48,210``; at most ``digits`` decimals; ``–`` when missing."""
    if value is None or value == "":
        return "–"
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=get_language() or "fr")


@register.filter
def percent(value, digits: int = 1) -> str:
    """A ratio (0.0387) as a percentage in the reader's language (``3,9 %``)."""
    if value is None or value == "":
        return "–"
    language = get_language() or "fr"
    pattern = "#,##0" + ("." + "#" * digits if digits else "") + (f"{NBSP}%" if language.startswith("fr") else "%")
    return format_percent(value, format=pattern, locale=language)


@register.filter
def get_item(mapping, key):
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """The current address's query string with some parameters set, or dropped when empty."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = value
    return "?" + params.urlencode() if params else "?"
