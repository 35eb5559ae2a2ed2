"""Everything that comes before serving, in one process: a second run should take a breath, not a coffee."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from cmtool.lib import assets, pdf


class Command(BaseCommand):
    help = "Migrate, collect static files, make fonts of PDFs, the demo workspace or the first administrator's code."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="with the demo workspace")

    def handle(self, *, demo, **options):
        call_command("migrate", verbosity=0)
        if self.static_files_changed():
            call_command("collectstatic", interactive=False, verbosity=0)
        pdf.prepare_fonts()
        if demo:
            call_command("load_demo", once=True)
        else:
            call_command("first_admin_code")

    def static_files_changed(self) -> bool:
        """Compressing takes seconds: only when a file is newer than the manifest."""
        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        if not manifest.exists():
            return True
        ours = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*")]
        packages = [assets.NODE_MODULES / path for path in assets.SERVED.values()]
        return max(path.stat().st_mtime for path in [*ours, *packages]) > manifest.stat().st_mtime
