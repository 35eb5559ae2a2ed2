"""Sentences of the calendar: codes of the rules, days and times."""

import datetime as dt
from functools import lru_cache

from django.utils.dateformat import format as by_format
from django.utils.formats import get_format
from django.utils.translation import get_language, gettext, ngettext

from calendar_app import clock
from calendar_app.actions.batches import Undone
from cmtool.templatetags.ui import first_of_month, number

REFUSALS = {
    "not_approved": lambda: gettext("it still needs an approval"),
    "no_channel": lambda: gettext("it has no channel yet"),
    "no_time": lambda: gettext("it has no day and time yet on each of its channels"),
    "no_reason": lambda: gettext("say why it is dropped"),
    "network_refuses": lambda: gettext("a network would refuse it as it is, see the checklist beside its text"),
    "published": lambda: gettext("it is published already"),
}


#: What a post may have named that is no longer there (``presence.There.fit``).
GONE = {
    "objective": lambda: gettext("objective"),
    "pillar": lambda: gettext("pillar"),
    "community": lambda: gettext("community"),
    "owner": lambda: gettext("person in charge"),
    "channel": lambda: gettext("channel"),
    "attachment": lambda: gettext("image or video"),
}


def undone(found: Undone) -> list[str]:
    """What an undo did, and what it could not put back, as sentences."""
    kept = ngettext(
        "%(n)s post was changed since, and stays as it is. The rest is put back.",
        "%(n)s posts were changed since, and stay as they are. The rest is put back.",
        len(found.kept),
    )
    all_of_it = gettext("Put back, but for what is gone.") if found.without else gettext("Put back as it was.")
    said = [kept % {"n": number(len(found.kept))}] if found.kept else [all_of_it]
    if found.without:
        what = ", ".join(f"{GONE[code]()} ({number(n)})" for code, n in sorted(found.without.items()))
        said.append(gettext("Deleted since, and left out: %(what)s.") % {"what": what})
    if found.lost:
        lost = ngettext(
            "%(n)s post was deleted for good and cannot come back.",
            "%(n)s posts were deleted for good and cannot come back.",
            found.lost,
        )
        said.append(lost % {"n": number(found.lost)})
    return said


def refusal(code: str) -> str:
    """Why a step cannot be taken (``actions.statuses.Refused``), as the end of a sentence."""
    return REFUSALS[code]()


def formatted(value: dt.date | dt.time, pattern: str) -> str:
    """Django's format, in the words of the reader."""
    return first_of_month(by_format(value, pattern))


def day(value: dt.date) -> str:
    """ "Tuesday 24 November 2026"."""
    return _day(value, get_language())


@lru_cache(maxsize=1024)
def _day(value: dt.date, language: str) -> str:
    """A page says many days, and the same ones again and again."""
    return formatted(value, "l j F Y")


def month(value: dt.date) -> str:
    return formatted(value, get_format("YEAR_MONTH_FORMAT"))


def when(day_: dt.date | None, time: dt.time | None) -> str:
    if day_ is None:
        return gettext("without a day")
    if time is None:
        return gettext("%(day)s, no time yet") % {"day": day(day_)}
    return gettext("%(day)s at %(time)s") % {"day": day(day_), "time": formatted(time, "H:i")}


def clock_change(day_: dt.date | None, time: dt.time | None, zone: str) -> str:
    """What the clock change of that day makes of the time; "" on ordinary days."""
    if day_ is None or time is None:
        return ""
    found = clock.exists(day_, time, zone)
    if found is clock.Exists.ONCE:
        return ""
    real = clock.wall(clock.moment(day_, time, zone), zone)[1]
    if found is clock.Exists.NEVER:
        sentence = gettext("The clocks change that day: %(time)s does not exist, it will go out at %(real)s.")
    else:
        sentence = gettext("The clocks change that day: %(time)s comes twice, the first is meant.")
    return sentence % {"time": formatted(time, "H:i"), "real": formatted(real, "H:i")}


def weekday(value: dt.date) -> str:
    return formatted(value, "D")


def days(first: dt.date, last: dt.date) -> str:
    """ "23 – 29 November 2026"."""
    if first.year != last.year:
        return f"{formatted(first, 'j F Y')} – {formatted(last, 'j F Y')}"
    start = formatted(first, "j" if first.month == last.month else "j F")
    return f"{start} – {formatted(last, 'j F Y')}"
