"""Codes of profiles and of the ranking of networks, in the reader's words."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cmtool.templatetags.ui import number
from strategy import networks

_ITEMS = {
    "photo": (_("Photo"), _("Sharp, recognised at the size of a thumb.")),
    "banner": (_("Banner"), _("Up to date, readable on a phone.")),
    "description": (_("Description"), _("As the offer has it, word for word.")),
    "link": (_("Link"), _("It leads where it should, and is counted.")),
    "contact": (_("Contact"), _("Address, hours, telephone or mail.")),
    "pinned": (_("Pinned post"), _("What a newcomer should see first.")),
}
_PARTS = {"presence": _("Presence"), "fit": _("Fit"), "ease": _("Ease"), "effort": _("Effort")}
_SOURCES = {"said": _("said"), "counted": _("counted"), "assumed": _("assumed")}


def item_label(code: str) -> str:
    return str(_ITEMS[code][0]) if code in _ITEMS else code


def item_advice(code: str) -> str:
    return str(_ITEMS[code][1])


def part_label(code: str) -> str:
    return str(_PARTS[code])


def source_label(code: str) -> str:
    return str(_SOURCES[code])


def length_in_words(unit: str, length: int) -> str:
    """``160 characters``, in the unit that a network counts in."""
    sentence = {
        "bytes": gettext("%(n)s bytes"),
        "weighted": gettext("%(n)s characters, emoji and links counted its own way"),
    }.get(unit, gettext("%(n)s characters"))
    return sentence % {"n": number(length)}


def bio_fits(code: str, text: str) -> bool:
    limit = networks.get(code).text.bio_limit
    return limit is None or networks.text_length(code, text) <= limit


def bio_length(code: str, text: str) -> dict:
    """How long a presentation is for the network ``code``: in words, and whether it is too long."""
    rules = networks.get(code).text
    length = networks.text_length(code, text)
    if rules.bio_limit is None:
        words = length_in_words(rules.unit, length)
    else:
        limit = length_in_words(rules.unit, rules.bio_limit)
        words = gettext("%(n)s of %(limit)s") % {"n": number(length), "limit": limit}
    return {"words": words, "over": not bio_fits(code, text)}
