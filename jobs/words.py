"""A job in words: its codes, and the sentences that handlers stored as msgids, in the reader's language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cmtool.templatetags.ui import number

from .models import Job
from .registry import label_of

REASONS = {
    "permission": _("The person who asked for it no longer has the right to do this."),
    "lost": _("The worker was stopped in the middle of it, again and again."),
    "timeout": _("It took longer than it may."),
    "unknown": _("This version of cmtool does not know this kind of task."),
}


def label(job: Job) -> str:
    return label_of(job.kind)


def sentence(job: Job) -> str:
    """The sentence under the progress bar, or of a refusal; whole numbers as people write them."""
    if not job.sentence:
        return ""
    params = {name: number(value) if type(value) is int else value for name, value in job.sentence_params.items()}
    try:
        return gettext(job.sentence) % params
    except (KeyError, TypeError, ValueError):  # stored by another version, or by a mistaken translation
        return gettext(job.sentence)


def reason(job: Job) -> str:
    """Why the last attempt failed, or nothing."""
    if job.reason == "refused":
        return sentence(job)
    if job.reason in REASONS:
        return str(REASONS[job.reason])
    return gettext("An unexpected error: %(error)s") % {"error": job.reason} if job.reason else ""
