from django.apps import AppConfig


class CmtoolConfig(AppConfig):
    name = "cmtool"
