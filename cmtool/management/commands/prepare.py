"""Everything that comes before serving, in one process: a second run should take a breath, not a coffee."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, collect the static files, and make the demo workspace or the first administrator's code."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="with the demo workspace")

    def handle(self, *, demo, **options):
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if demo:
            call_command("load_demo", once=True)
        else:
            call_command("first_admin_code")
