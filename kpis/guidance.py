"""What the guided creation says: advice on an objective, metrics that suit an intent, examples of statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpis import catalogue, wording, words
from kpis.wording import Aspect, Finding

#: By intent, what shows that it succeeds; the first ones tell most.
METRICS_FOR = {
    "visibility": ("reach", "views", "impressions", "viewers"),
    "loyalty": ("saves", "engagement_rate_reach", "engagement_rate_impressions", "comments", "unfollows"),
    "engagement": ("engagements", "engagement_rate_reach", "engagement_rate_impressions", "comments", "shares"),
    "service": ("replies", "comments", "link_clicks", "profile_visits"),
    "dialogue": ("comments", "replies", "quotes", "shares"),
    "behaviour": ("link_clicks", "conversions", "click_rate", "saves"),
    "promotion": ("reach", "shares", "link_clicks", "share_rate", "views"),
    "recruitment": ("link_clicks", "conversions", "click_rate", "profile_visits", "visits"),
}
ORGANISATIONS = {
    "town": _("Town hall"),
    "museum": _("Museum"),
    "association": _("Association"),
    "shop": _("Shop"),
}
EXAMPLES = {
    "visibility": {
        "town": _("One resident in three learns of the council’s decisions within the week"),
        "museum": _("The families of the county discover the permanent collection online before the summer"),
        "association": _("The people of the district know what we do and where to find us by the autumn"),
        "shop": _("People who live within ten minutes’ walk know that we deliver"),
    },
    "loyalty": {
        "town": _("Residents who follow the page still read it a year later"),
        "museum": _("Those who came once follow the life of the museum between two visits"),
        "association": _("Members keep up with the association from one general meeting to the next"),
        "shop": _("Regular customers are the first to hear of what comes in"),
    },
    "engagement": {
        "town": _("Each month residents comment on the projects of their district"),
        "museum": _("Visitors share their favourite work and say why"),
        "association": _("Volunteers tell of what they have done and give others the wish to come"),
        "shop": _("Customers show how they use what they bought from us"),
    },
    "service": {
        "town": _("Questions about formalities get an answer the same working day"),
        "museum": _("Nobody comes to a closed door: hours and bookings are answered within two hours"),
        "association": _("Whoever asks for help is shown to the right person within the day"),
        "shop": _("A question about an order gets its answer before the shop closes"),
    },
    "dialogue": {
        "town": _("Residents ask their questions before each council meeting and read the answers after it"),
        "museum": _("The public helps to choose one of the exhibitions of next season"),
        "association": _("Members weigh in on the programme of the year before it is voted"),
        "shop": _("Customers vote on the next three products we will stock"),
    },
    "behaviour": {
        "town": _("Households of the pilot district sort their food waste"),
        "museum": _("School groups come by train rather than by coach"),
        "association": _("Cyclists of the valley have their lights checked before winter"),
        "shop": _("Half of the customers bring their own containers"),
    },
    "promotion": {
        "town": _("The summer festival is full on its three evenings, without printing more posters"),
        "museum": _("The autumn exhibition draws 12,000 visitors, a third of them under 26"),
        "association": _("The charity run reaches 800 runners, 200 of them for the first time"),
        "shop": _("The Saturday workshops are full a week ahead"),
    },
    "recruitment": {
        "town": _("Each seasonal post gets ten applications from the area"),
        "museum": _("Twelve volunteer guides join us before the reopening"),
        "association": _("Thirty new volunteers sign up before the winter campaign"),
        "shop": _("Two apprentices apply after having seen how we work"),
    },
}
ASPECTS = {Aspect.SPECIFIC: _("Specific"), Aspect.MEASURED: _("Measured"), Aspect.DATED: _("Dated")}
_FINE = {
    Aspect.SPECIFIC: _("It says what will have changed."),
    Aspect.MEASURED: _("A figure tells whether it is reached."),
    Aspect.DATED: _("It has a date to look back on."),
}
_ADVICE = {
    "empty": _("Nothing is written yet: what will have changed, for whom?"),
    "short": _("“%(about)s” says little: what will have changed, for whom?"),
    "vague": _("“%(about)s” has no figure yet."),
    "no_kpi": _("No KPI yet: nothing would tell whether it is reached."),
    "too_many": _("More than three KPIs: keep those you would look at every week."),
    "alone": _("%(about)s: an audience is no success by itself; add what the community does."),
    "no_target": _("%(about)s has no target yet."),
    "no_baseline": _("%(about)s has no baseline: from where do you start?"),
    "same": _("%(about)s: the target is where you are already."),
    "backwards": _("%(about)s: the target goes the wrong way from the baseline."),
    "far": _("%(about)s: the target is more than five times the baseline. Is it within reach?"),
    "no_date": _("No date yet: by when?"),
    "past": _("The date has passed."),
    "soon": _("Less than four weeks: figures will hardly have time to move."),
    "late": _("More than two years away: set a nearer date to look back on."),
}


def advice(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """By aspect: its name, whether it is ``fine``, and the sentences to show."""
    said: dict[Aspect, list[str]] = {aspect: [] for aspect in ASPECTS}
    for finding in findings:
        about = finding.about
        if finding.aspect is Aspect.MEASURED and about:
            about = catalogue.name(about, words.language())
        said[finding.aspect].append(str(_ADVICE[finding.code]) % {"about": about})
    return [
        {"label": label, "fine": not said[aspect], "sentences": said[aspect] or [_FINE[aspect]]}
        for aspect, label in ASPECTS.items()
    ]


def examples(intent: str) -> list[tuple[str, str, str]]:
    """(code, organisation, statement) of the examples for an intent."""
    return [(code, ORGANISATIONS[code], sentence) for code, sentence in EXAMPLES.get(intent, {}).items()]


def measure_of(code: str, baseline: float | None, target: float | None) -> wording.Measure:
    metric = catalogue.METRICS[code]
    good = metric.good
    return wording.Measure(
        code, baseline, target, up=good is not catalogue.Good.DOWN, alone=good is catalogue.Good.NEITHER
    )
