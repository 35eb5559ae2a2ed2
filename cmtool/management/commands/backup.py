from pathlib import Path

from django.core.management.base import BaseCommand

from cmtool import backup


class Command(BaseCommand):
    help = "Write everything (rows and files) to one archive; the app may go on running."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        manifest = backup.write(file)
        rows = sum(entry["rows"] for entry in manifest["tables"].values())
        self.stdout.write(f"{file}: {rows} rows and {len(manifest['files'])} files.")
