"""Erase a person from a workspace, wherever they are in it."""

from django.core.management.base import BaseCommand, CommandError

from strategy.actions.people_erasure import erase, find
from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Erase a person, named by number or by handle, with all that is kept of them. This cannot be undone."

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
            erase(person=people[0], by=None)
        self.stdout.write("Erased.")
