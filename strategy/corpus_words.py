"""The codes of the corpus's pure modules, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from strategy.corpus_io import Refused
from strategy.models import CorpusTerm

REFUSALS: Mapping[str, Any] = {
    "empty": _("The term is missing."),
    "too_long": _("“%(field)s” is longer than %(limit)s characters."),
    "line_break": _("“%(field)s” holds a line break."),
    "unwritable": _("“%(field)s” holds a character that cannot be kept."),
    "no_replacement": _("A term to avoid goes with what to say instead."),
    "replaces_itself": _("What to say instead is the very term to avoid."),
    "bar_in_variant": _("A variant holds the sign “|”, which parts the variants in files."),
    "too_many_variants": _("A term takes at most %(limit)s variants."),
    "not_a_hashtag": _("A hashtag is letters, figures and underscores, without spaces."),
    "not_an_address": _("The page is a web address that begins with https:// or http://."),
    "two_replacements": _("The line holds more than one semicolon."),
}


def refusal(refused: Refused) -> str:
    """Why a term cannot be taken."""
    return str(REFUSALS[refused.code]) % {"field": field(refused.field), **refused.params}


def field(name: str) -> str:
    """The name of a field of a term, as its form shows it."""
    label = str(CorpusTerm._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]
