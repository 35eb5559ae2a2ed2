from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "imports"

    def ready(self):
        from workspaces.audit import kind, verb  # models are ready only now

        kind("import", _("Imports"))
        verb("import.received", _("brought in the file “%(label)s”"))
        verb("import.refused", _("brought in “%(label)s”, which was refused"))
        verb("import.cancelled", _("put the file “%(label)s” aside"))
        verb("import.confirmed", _("confirmed the import of “%(label)s”"))
        verb("import.applied", _("imported “%(label)s”"))
        verb("import.undo_asked", _("asked to undo the import of “%(label)s”"))
        verb("import.undone", _("undid the import of “%(label)s”"))
        verb("import.downloaded", _("downloaded the file “%(label)s”"))
