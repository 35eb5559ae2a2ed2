"""Words of the people pages that codes stand for: the score's parts and rules, the journal's verbs."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cmtool.templatetags.ui import number
from strategy import score

PARTS = {
    "stage": gettext_lazy("Relation"),
    "kind": gettext_lazy("Kind of person"),
    "gestures": gettext_lazy("Gestures"),
    "recency": gettext_lazy("Recent contact"),
    "audience": gettext_lazy("Audience"),
    "topics": gettext_lazy("Topics in our corpus"),
}


def part_label(code: str) -> str:
    return str(PARTS[code])


def rule_in_words(code: str, choices: dict[str, str]) -> str:
    """How a part's value from 0 to 1 comes about; ``choices`` names the codes of a table."""
    match score.RULES[code]:
        case score.Table(values):
            listed = ", ".join(f"{choices.get(name, name)} {number(value, 2)}" for name, value in values.items())
            return _("by a table: %(values)s") % {"values": listed}
        case score.Count(full):
            return ngettext("each counts, all points from %(n)s on", "each counts, all points from %(n)s on", full) % {
                "n": number(full)
            }
        case score.Days(fresh, stale):
            return _("all points up to %(fresh)s days ago, then fewer each day, none after %(stale)s days") % {
                "fresh": fresh,
                "stale": stale,
            }
        case score.Log(full):
            return _("grows ever more slowly (logarithm), all points from %(n)s on") % {"n": number(full)}
