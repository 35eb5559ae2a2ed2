from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cmtool import backup


class Command(BaseCommand):
    help = "Read a whole archive and check every hash."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            manifest = backup.verify(file)
        except backup.BadBackup as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{file} is whole; it was made on {manifest['created']}.")
