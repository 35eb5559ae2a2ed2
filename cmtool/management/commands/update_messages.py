from django.core.management.base import BaseCommand

from cmtool import messages


class Command(BaseCommand):
    help = "Collect the strings of the code into locale/fr, keeping every translation."
    requires_system_checks = []

    def handle(self, **options):
        strings, missing = messages.update()
        self.stdout.write(f"{strings} strings, {missing} to translate in {messages.CATALOGUE.name}.")
