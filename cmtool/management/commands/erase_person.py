"""Erase a person from a workspace, wherever they are in it."""

from django.core.management.base import BaseCommand, CommandError

from strategy.actions.people_erasure import erase, find
from workspaces.models import Workspace


class Command(BaseCommand):
    help = (
        "Erase a person, named by number or by handle, with all that is kept of them. This cannot be undone. Says which"
        " other texts still name them: those are for a person to judge."
    )

    def add_arguments(self, parser):
        parser.add_argument("person", metavar="ID|HANDLE")
        parser.add_argument("--workspace", required=True, metavar="SLUG")

    def handle(self, *, person, workspace, **options):
        found = Workspace.objects.filter(slug=workspace).first()
        if found is None:
            raise CommandError(f"There is no workspace “{workspace}”.")
        with found.active():
            people = find(person)
            if not people:
                raise CommandError("Nobody of that number or handle is known there.")
            if len(people) > 1:
                numbers = ", ".join(str(each.pk) for each in people)
                raise CommandError(f"Several people have this handle. Give the number of one: {numbers}.")
            left = erase(person=people[0], by=None)
        self.stdout.write("Erased.")
        for mention in left.listed:
            self.stdout.write(f"Still named in {mention.model} {mention.pk} ({mention.place}): {mention.excerpt}")
        if left.is_cut:
            self.stdout.write(f"… and in {left.count - len(left.listed)} more.")
        if left.unread:
            self.stdout.write(f"Files that could not be searched (pictures, PDF, workbooks): {left.unread}.")
