from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cmtool import backup
from workspaces.models import User


class Command(BaseCommand):
    help = "Replace everything in this installation by an archive. Stop the web server and the worker first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="also when this installation already holds accounts")

    def handle(self, *, file, replace, **options):
        if not replace and User.objects.exists():
            raise CommandError("This installation holds accounts already; add --replace to lose what it holds.")
        try:
            manifest = backup.restore(file)
        except backup.BadBackup as error:
            raise CommandError(str(error)) from None
        rows = sum(entry["rows"] for entry in manifest["tables"].values())
        self.stdout.write(f"Restored {rows} rows and {len(manifest['files'])} files of {manifest['created']}.")
