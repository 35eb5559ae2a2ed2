"""Start a workspace from a strategy that was exported."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from strategy import transfer
from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Bring the file of export_strategy into a workspace that has no strategy yet."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--workspace", required=True, metavar="SLUG")

    def handle(self, *, file, workspace, **options):
        found = Workspace.objects.filter(slug=workspace).first()
        if found is None:
            raise CommandError(f"There is no workspace “{workspace}”.")
        with found.active():
            try:
                document = transfer.parse(self.content(file))
                transfer.bring_in(workspace=found, document=document, by=None)
            except transfer.Refused as refused:
                raise CommandError(str(refused)) from None
        for label, number in transfer.counts(document):
            self.stdout.write(f"{label}: {number}")

    def content(self, file: Path) -> bytes:
        try:
            with file.open("rb") as handle:
                return handle.read(transfer.MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
