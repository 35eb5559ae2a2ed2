from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"

    def ready(self):
        from workspaces.audit import kind, verb  # models are ready only now

        from .registry import label_of

        autodiscover_modules("jobs")  # <app>/jobs.py registers the kinds of its app
        kind("job", _("Tasks"))
        verb("job.cancelled", _("cancelled the task “%(kind)s”"), kind=label_of)
        verb("job.retried", _("started the task “%(kind)s” again"), kind=label_of)
