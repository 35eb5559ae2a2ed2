from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    name = "calendar_app"

    def ready(self):
        from calendar_app import dates_kind, posts_kind, sharing, transfer, whole  # models are ready only now
        from imports import registry
        from strategy import whole as strategy
        from strategy.actions.people_erasure import names_forgotten
        from strategy.transfer import register as register_section
        from workspaces.audit import kind, verb

        registry.register(posts_kind.KIND)
        registry.register(dates_kind.KIND)
        for section in transfer.SECTIONS:
            register_section(section)
        strategy.register(5, whole.plan)
        names_forgotten.connect(sharing.forget, dispatch_uid="calendar_app.shares")
        kind("post", _("Posts"))
        kind("posts", _("Posts"))
        verb("post.created", _("wrote the post “%(label)s”"))
        verb("post.edited", _("edited the post “%(label)s”"))
        verb("post.status", _("changed the status of “%(label)s”"))
        verb("post.deleted", _("deleted the post “%(label)s”"))
        verb("post.commented", _("commented on the post “%(label)s”"))
        verb("post.comment_removed", _("removed a comment on the post “%(label)s”"))
        verb("post.comment_restored", _("put back a comment on the post “%(label)s”"))
        verb("post.mentioned", _("wrote to those named in a comment on “%(label)s” (%(n)s)"))
        verb("posts.put_back", _("put posts back as they were (%(n)s)"))

        kind("tracking", _("Links"))
        kind("link", _("Links"))
        kind("publications", _("Publications"))
        verb("publications.reminded", _("was told what is to be published (%(n)s)"))
        verb("tracking.saved", _("set what is added to the links of %(label)s"))
        verb("link.expiry", _("set the last day of the short link %(label)s"))
        kind("pillar", _("Pillars"))
        kind("slots", _("Slots"))
        kind("key_date", _("Key dates"))
        kind("wishes", _("Wished shares"))
        verb("wishes.edited", _("changed the wished shares of the calendar"))
        kind("series", _("Series"))
        verb("pillar.created", _("created the pillar “%(label)s”"))
        verb("pillar.edited", _("edited the pillar “%(label)s”"))
        verb("pillar.archived", _("archived the pillar “%(label)s”"))
        verb("pillar.restored", _("restored the pillar “%(label)s”"))
        verb("slots.added", _("added slots to “%(label)s” (%(n)s)"))
        verb("slots.removed", _("removed slots of “%(label)s” (%(n)s)"))
        verb("key_date.created", _("created the key date “%(label)s”"))
        verb("key_date.edited", _("edited the key date “%(label)s”"))
        verb("key_date.hidden", _("took the key date “%(label)s” off the calendar"))
        verb("key_date.shown", _("put the key date “%(label)s” back on the calendar"))
        verb("key_date.packs", _("chose the packs of key dates (%(n)s)"))
        verb("series.created", _("made “%(label)s” come back regularly"))
        verb("series.edited", _("edited the series “%(label)s”"))
        verb("series.ended", _("ended the series “%(label)s”"))
        verb("series.skipped", _("skipped an occurrence of “%(label)s”"))
        verb("posts.imported", _("imported posts (%(n)s)"))
        verb("posts.exported", _("exported posts (%(n)s)"))
        kind("key_dates", _("Key dates"))
        verb("key_dates.imported", _("imported key dates (%(n)s)"))
        verb("key_dates.put_back", _("took imported key dates back (%(n)s)"))
        kind("review", _("Reviews"))
        kind("policy", _("Review rules"))
        kind("share", _("Addresses for people outside"))
        verb("review.approved", _("approved “%(label)s”"))
        verb("review.changes", _("asked for changes of “%(label)s”"))
        verb("review.guest_approved", _("noted that %(guest)s, from outside, approved “%(label)s”"))
        verb("review.guest_changes", _("noted that %(guest)s, from outside, asked for changes of “%(label)s”"))
        verb("review.guest_commented", _("noted a comment on “%(label)s” by %(guest)s, from outside"))
        verb("review.reminded", _("wrote to the reviewers (%(n)s)"))
        verb("policy.saved", _("set who has to approve: %(label)s"))
        verb("policy.removed", _("removed the rule on who has to approve: %(label)s"))
        verb("share.created", _("made an address for “%(label)s”"))
        verb("share.revoked", _("revoked the address for “%(label)s”"))
