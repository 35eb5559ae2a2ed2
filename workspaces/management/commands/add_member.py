"""Let a person into a workspace from the command line: for servers without a browser, and for emergencies."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from workspaces import actions
from workspaces.models import User, Workspace
from workspaces.permissions import Role


class Command(BaseCommand):
    help = "Add EMAIL to a workspace, or change their role; a new account's link to set a password is printed."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--role", default=Role.MANAGER, choices=Role.values)
        parser.add_argument("--name", default="", help="name of the person, for a new account")
        parser.add_argument("--create", metavar="NAME", help="open the workspace under this name if it does not exist")

    def handle(self, *, email, workspace, role, name, create, **options):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        with transaction.atomic():
            user = User.objects.filter(email__iexact=email).first()
            if user is None:
                user = actions.create_person(email=email, name=name)
            found = self._add(user, workspace, role, create)
        self.stdout.write(f"{user.email} is {role} of “{found}”.")
        if not user.has_usable_password():
            self.stdout.write(f"To choose a password: {self._password_link(user)}")

    def _add(self, user, slug, role, create) -> Workspace:
        workspace = Workspace.objects.filter(slug=slug).first()
        if workspace is None and create:
            return self._open(user, slug, create)
        if workspace is None:
            raise CommandError(f"There is no workspace {slug}; --create NAME opens it.")
        try:
            with workspace.active():
                actions.add_member(workspace=workspace, user=user, role=role)
        except actions.LastAdministrator:
            raise CommandError(f"{user.email} is the only administrator of {slug}.") from None
        return workspace

    def _open(self, user, slug, name) -> Workspace:
        workspace = Workspace(slug=slug, name=name)
        try:
            workspace.clean_fields()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        return actions.create_workspace(name=name, slug=slug, by=user)

    def _password_link(self, user) -> str:
        key = default_token_generator.make_token(user)
        arguments = {"uidb36": user_pk_to_url_str(user), "key": key}
        return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=arguments)
