"""The source directory in words."""

from django.utils.translation import gettext, ngettext

from strategy.models import Source


def read_words(source: Source) -> str:
    """When the source was read last, as people say it."""
    days = source.unread_days
    if days is None:
        return gettext("never read")
    if days == 0:
        return gettext("read today")
    if not source.is_due:
        return ngettext("read %(n)s day ago", "read %(n)s days ago", days) % {"n": days}
    if days < 14:
        return ngettext("not read for %(n)s day", "not read for %(n)s days", days) % {"n": days}
    if days < 61:
        return ngettext("not read for %(n)s week", "not read for %(n)s weeks", days // 7) % {"n": days // 7}
    return ngettext("not read for %(n)s month", "not read for %(n)s months", days // 30) % {"n": days // 30}
