from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    name = "calendar_app"

    def ready(self):
        from workspaces.audit import kind, verb

        kind("post", _("Posts"))
        kind("posts", _("Posts"))
        verb("post.created", _("wrote the post “%(label)s”"))
        verb("post.edited", _("edited the post “%(label)s”"))
        verb("post.status", _("changed the status of “%(label)s”"))
        verb("post.deleted", _("deleted the post “%(label)s”"))
        verb("posts.put_back", _("put posts back as they were (%(n)s)"))
