"""Say where the app is, once it answers."""

import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management.base import BaseCommand

from workspaces.models import User, Workspace


class Command(BaseCommand):
    help = "Wait until the web server answers, then print its address and the demo accounts."

    def handle(self, **options):
        address = f"http://127.0.0.1:{settings.PORT}"
        for _attempt in range(150):
            try:
                with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:  # noqa: S310  our own address
                    if answer.status == 200:
                        break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        else:
            self.stderr.write(f"cmtool does not answer on {address}; see the lines above.")
            return
        self.stdout.write(f"\n  cmtool is ready: {settings.BASE_URL}\n")
        self.stdout.write(self.accounts())
        self.stdout.write("  Ctrl-C stops everything.\n")
        self.stdout.flush()

    def accounts(self) -> str:
        demo = Workspace.objects.filter(slug="demo").first()
        if demo is None:
            if User.objects.exists():
                return ""
            return "  No account yet: open that address and give the one-time code printed above.\n"
        lines = [f"  Demo workspace “{demo.name}” (password of all: {settings.DEMO_PASSWORD}):"]
        for membership in demo.memberships.select_related("user"):
            lines.append(f"    {membership.user.email:28} {membership.get_role_display()}")
        return "\n".join(lines) + "\n"
