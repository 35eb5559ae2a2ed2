from django.core.management.base import BaseCommand, CommandError

from cmtool import messages


class Command(BaseCommand):
    help = "Fail unless the French catalogue translates every string of the code, and nothing else."
    requires_system_checks = []

    def handle(self, **options):
        problems = messages.problems()
        if problems:
            raise CommandError("\n".join([*problems, "Run: make messages, then translate locale/fr."]))
