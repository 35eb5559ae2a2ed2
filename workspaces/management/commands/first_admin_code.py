"""Make the one-time code with which the first administrator comes in."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from workspaces import first_admin
from workspaces.models import User


class Command(BaseCommand):
    help = "Print a new one-time code for the first administrator; nothing once anybody has an account."

    def handle(self, **options):
        if User.objects.exists():
            first_admin.void()
            return
        self.stdout.write(f"First administrator: open {settings.BASE_URL}{reverse('first_admin')}")
        self.stdout.write(f"One-time code: {first_admin.new_code()}")
