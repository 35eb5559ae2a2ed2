"""Write the strategy of a workspace into a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from strategy import transfer
from workspaces import audit
from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Write the strategy of a workspace as JSON, from which import_strategy starts another."

    def add_arguments(self, parser):
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--output", type=Path, metavar="FILE", help="left out: the terminal")
        parser.add_argument("--with-people", action="store_true", help="with the people and what is known of them")

    def handle(self, *, workspace, output, with_people, **options):
        found = Workspace.objects.filter(slug=workspace).first()
        if found is None:
            raise CommandError(f"There is no workspace “{workspace}”.")
        with found.active():
            text = transfer.as_text(transfer.export(found, people=with_people))
            audit.record(found, "strategy.exported", by=None, people=with_people)
        if output is None:
            self.stdout.write(text, ending="")
        else:
            output.write_text(text, encoding="utf-8")
