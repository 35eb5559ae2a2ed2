from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "jobs"

    def ready(self):
        autodiscover_modules("jobs")  # <app>/jobs.py registers the kinds of its app
