"""``export_posts --workspace SLUG --format FORMAT``: the posts of a workspace, to standard output."""

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import translation

from calendar_app import exporting
from calendar_app.forms.files import ExportForm
from workspaces import audit
from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Write the posts of a workspace to standard output: CSV, Excel, JSON, iCalendar, Hootsuite or Buffer."

    def add_arguments(self, parser):
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--format", required=True, choices=list(ExportForm.FORMATS))
        parser.add_argument("--filter", default="", metavar="QUERYSTRING", help="as in the calendar's address")

    def handle(self, *, workspace, **options):
        found = Workspace.objects.filter(slug=workspace).first()
        if found is None:
            raise CommandError(f"There is no workspace “{workspace}”.")
        with found.active(), translation.override(found.language):
            said = QueryDict(options["filter"].lstrip("?"), mutable=True)
            said["format"] = options["format"]
            form = ExportForm(said, workspace=found)
            if not form.is_valid() or form.filter.errors:
                problems = {**form.errors, **form.filter.errors}
                raise CommandError("; ".join(f"{name}: {each}" for name, said in problems.items() for each in said))
            _name, pieces = exporting.export(found, form)
            for piece in pieces:
                self._write(piece)
            audit.record(found, "posts.exported", by=None, n=form.posts().count())

    def _write(self, piece: bytes) -> None:
        """As bytes, ends of lines included, where the output takes them."""
        binary = getattr(self.stdout, "buffer", None)
        if binary is not None:
            binary.write(piece)
        else:
            self.stdout.write(piece.decode(), ending="")
