"""``import_posts FILE --workspace SLUG``: a calendar of posts brought in from the command line, as on the pages."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from calendar_app.posts_kind import KIND
from imports.arrival import Arrival, NotTaken
from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Import the posts of a content calendar: CSV, XLSX, JSON, ICS or a ZIP of them."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="say what would change; keep nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        try:
            said = self._bring_in(options)
        except NotTaken as reason:
            self._print({"error": str(reason)}, options["json"])
            raise SystemExit(2) from reason
        self._print(said, options["json"])

    def _bring_in(self, options: dict[str, Any]) -> dict[str, Any]:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise NotTaken(_("There is no workspace “%(slug)s”.") % {"slug": options["workspace"]})
        with workspace.active(), translation.override(workspace.language):
            return Arrival(workspace, KIND, options["file"], dry_run=options["dry_run"]).bring_in()

    def _print(self, said: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            for name, value in said.items():
                shown = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
                self.stdout.write(f"{name}: {shown}")
