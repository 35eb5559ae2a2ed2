"""Invitations: who may send them, what the mail says, what the link does, once."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import MembershipFactory, UserFactory, WorkspaceFactory
from workspaces import actions
from workspaces.models import AuditEvent, Invitation, Membership, User

PASSWORD = "quatre chevaux dorment"


@pytest.fixture
def invite(workspace, member):
    """``invite("x@example.org", role)`` sends an invitation and returns the path of its link."""

    def send(email="new@example.org", role="manager"):
        actions.invite(workspace=workspace, email=email, role=role, by=member("admin"))
        return link_of(mail.outbox[-1])

    return send


def link_of(message):
    return re.search(r"http://\S+(/accounts/invitation/\S+/)", message.body).group(1)


def open_link(client, link):
    response = client.get(link)
    assert response.url == reverse("invitation")
    return client.get(response.url)


def test_an_administrator_invites_and_a_mail_leaves_in_the_language_of_the_workspace(workspace, client_for, member):
    for language, subject in (("fr", "Invitation dans"), ("en", "Invitation to")):
        workspace.language = language
        workspace.save()
        email = f"{language}@example.org"
        data = {"email": email, "role": "lead"}
        assert client_for("admin").post(f"/w/{workspace.slug}/members/invite/", data).status_code == 302
        message = mail.outbox[-1]
        assert message.to == [email]
        assert message.subject.startswith(subject) and workspace.name in message.subject
        assert member("admin").name in message.body
        assert link_of(message)


def test_the_token_is_stored_nowhere(workspace, invite):
    token = invite().strip("/").rsplit("/", 1)[-1]
    assert len(token) >= 43  # 256 bits
    stored = [str(row) for row in (*Invitation.objects.values(), *AuditEvent.objects.values())]
    assert token not in "".join(stored)


def test_a_name_with_a_line_break_cannot_forge_a_header(workspace, invite):
    workspace.name = "Val\nBcc: all@example.org"
    workspace.save()
    invite()
    assert "\n" not in mail.outbox[-1].subject
    assert mail.outbox[-1].recipients() == ["new@example.org"]


def test_a_newcomer_makes_an_account_and_joins(workspace, invite):
    client, link = Client(), invite(role="lead")
    page = open_link(client, link)
    assert workspace.name in page.content.decode() and "new@example.org" in page.content.decode()
    response = client.post(reverse("invitation"), {"name": "Nadia", "password": PASSWORD})
    assert response.url == workspace.get_absolute_url()
    assert workspace.memberships.get(user__email="new@example.org").role == "lead"
    assert client.get(f"/w/{workspace.slug}/members/").status_code == 200
    assert Client().login(email="new@example.org", password=PASSWORD)


def test_the_address_cannot_be_chosen_by_the_newcomer(workspace, invite):
    client = Client()
    open_link(client, invite())
    client.post(reverse("invitation"), {"name": "N", "password": PASSWORD, "email": "boss@example.org"})
    assert User.objects.filter(email="new@example.org").exists()
    assert not User.objects.filter(email="boss@example.org").exists()


def test_a_person_who_is_signed_in_joins_with_one_press(workspace, invite):
    person = UserFactory(email="known@example.org")
    client = Client()
    client.force_login(person)
    open_link(client, invite("Known@example.org", "guest"))
    assert not workspace.memberships.filter(user=person).exists()  # looking is not joining
    assert client.post(reverse("invitation")).url == workspace.get_absolute_url()
    assert workspace.memberships.get(user=person).role == "guest"


def test_a_person_with_an_account_signs_in_first(workspace, invite):
    UserFactory(email="known@example.org")
    client = Client()
    page = open_link(client, invite("known@example.org"))
    assert f"{reverse('account_login')}?next={reverse('invitation')}" in page.content.decode()
    client.post(reverse("invitation"), {"name": "N", "password": PASSWORD})
    assert not workspace.memberships.filter(user__email="known@example.org").exists()


def test_somebody_else_who_is_signed_in_cannot_join(workspace, invite):
    other = UserFactory(email="other@example.org")
    client = Client()
    client.force_login(other)
    open_link(client, invite())
    client.post(reverse("invitation"))
    assert not workspace.memberships.filter(user=other).exists()
    assert Invitation.objects.open().count() == 1


def test_the_link_works_once(workspace, invite):
    link, first = invite(), Client()
    open_link(first, link)
    first.post(reverse("invitation"), {"name": "Nadia", "password": PASSWORD})
    assert open_link(Client(), link).status_code == 410


def test_two_uses_of_one_link_at_once_let_one_in(workspace, invite):
    link = invite()
    invitation = Invitation.objects.get()
    assert link
    actions.accept(invitation=invitation, user=UserFactory())
    with pytest.raises(actions.InvitationClosed):
        actions.accept(invitation=invitation, user=UserFactory())
    assert workspace.memberships.count() == 5


def test_a_page_opened_before_the_invitation_was_sent_again_lets_nobody_in(workspace, invite, member):
    invite()
    opened, again = Invitation.objects.get(), Invitation.objects.get()
    actions.resend(invitation=again, by=member("admin"))
    with pytest.raises(actions.InvitationClosed):
        actions.accept(invitation=opened, user=UserFactory())


def test_an_expired_link_is_closed_and_can_be_sent_again(workspace, invite, client_for):
    link = invite()
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        assert open_link(Client(), link).status_code == 410
        pk = Invitation.objects.get().pk
        client_for("admin").post(f"/w/{workspace.slug}/invitations/{pk}/resend/")
        assert open_link(Client(), link).status_code == 410
        assert open_link(Client(), link_of(mail.outbox[-1])).status_code == 200


def test_a_revoked_link_is_closed_also_on_a_page_already_open(workspace, invite, client_for):
    client = Client()
    open_link(client, invite())
    pk = Invitation.objects.get().pk
    admin = client_for("admin")
    assert admin.post(f"/w/{workspace.slug}/invitations/{pk}/revoke/").status_code == 302
    assert client.post(reverse("invitation"), {"name": "N", "password": PASSWORD}).status_code == 410
    assert admin.post(f"/w/{workspace.slug}/invitations/{pk}/resend/").status_code == 404
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_made_up_link_opens_nothing_and_keeps_no_session(client, db):
    assert open_link(client, "/accounts/invitation/made-up/").status_code == 410
    assert not client.session.keys()


def test_the_token_never_reaches_a_log_or_a_page(workspace, invite, caplog):
    link, client = invite(), Client()
    token = link.strip("/").rsplit("/", 1)[-1]
    page = open_link(client, link)
    open_link(client, "/accounts/invitation/made-up/")
    assert token not in page.content.decode()
    assert "invitation/" + token not in caplog.text
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_a_member_or_an_invited_person_is_not_invited_again(workspace, invite, client_for):
    invite()
    page = f"/w/{workspace.slug}/members/invite/"
    for email in ("GUEST@example.org", "new@example.org"):
        assert client_for("admin").post(page, {"email": email, "role": "guest"}).status_code == 422
    assert Invitation.objects.count() == 1


def test_an_invitation_is_kept_when_its_mail_does_not_leave(workspace, client_for, settings, caplog):
    settings.EMAIL_BACKEND = "tests.workspaces.test_sign_in.Down"
    data = {"email": "new@example.org", "role": "guest"}
    assert client_for("admin").post(f"/w/{workspace.slug}/members/invite/", data).status_code == 302
    assert Invitation.objects.open().count() == 1
    assert "new@example.org" not in "".join(record.getMessage() for record in caplog.records)


def test_another_workspace_s_invitation_is_not_found(workspace, client_for, member):
    other = WorkspaceFactory()
    MembershipFactory(workspace=other, user=UserFactory(), role="admin")
    with other.active():
        actions.invite(workspace=other, email="new@example.org", role="guest", by=member("admin"))
        pk = Invitation.objects.get().pk
    for action in ("resend", "revoke"):
        assert client_for("admin").post(f"/w/{workspace.slug}/invitations/{pk}/{action}/").status_code == 404
    with other.active():
        assert Invitation.objects.open().count() == 1


def test_who_was_invited_twice_keeps_the_first_role(workspace, invite, member):
    first, second = invite("new@example.org", "guest"), invite("new@example.org", "admin")
    person = UserFactory(email="new@example.org")
    client = Client()
    client.force_login(person)
    for link in (first, second):
        open_link(client, link)
        client.post(reverse("invitation"))
    assert Membership.objects.get(user=person).role == "guest"


class TestLimits:
    """Mails are counted in the journal, whichever process sends them."""

    @pytest.fixture
    def page(self, workspace):
        return f"/w/{workspace.slug}/members/invite/"

    def count(self, workspace, by, number, *, email="other@example.org", verb="invitation.sent", ago=0):
        at = timezone.now() - dt.timedelta(minutes=ago)
        AuditEvent.objects.bulk_create(
            AuditEvent(workspace=workspace, user=by, verb=verb, label=email, at=at) for _ in range(number)
        )

    def send(self, client, page, email="new@example.org"):
        return client.post(page, {"email": email, "role": "guest"})

    def test_a_person_sends_thirty_an_hour_in_all_workspaces(self, workspace, member, client_for, page):
        elsewhere, admin = WorkspaceFactory(), member("admin")
        self.count(elsewhere, admin, 15)
        self.count(workspace, admin, 14, verb="invitation.resent")
        self.count(workspace, admin, 9, ago=61)
        self.count(workspace, member("lead"), 9)
        assert self.send(client_for("admin"), page).status_code == 302
        refused = self.send(client_for("admin"), page, "next@example.org")
        assert refused.status_code == 429
        assert "Vous avez envoyé beaucoup d’invitations en une heure" in refused.content.decode()
        assert 'value="next@example.org"' in refused.content.decode()
        assert len(mail.outbox) == 1 and Invitation.objects.count() == 1

    def test_a_workspace_sends_a_hundred_a_day(self, workspace, member, client_for, page):
        self.count(workspace, member("lead"), 99, ago=60 * 23)
        self.count(workspace, member("lead"), 9, ago=60 * 25)
        assert self.send(client_for("admin"), page).status_code == 302
        refused = self.send(client_for("admin"), page, "next@example.org")
        assert refused.status_code == 429
        assert "Cet espace a envoyé beaucoup d’invitations" in refused.content.decode()

    def test_an_address_gets_five_a_day_revoked_or_not(self, workspace, client_for, page):
        admin = client_for("admin")
        self.send(admin, page)
        for _ in range(2):
            pk = Invitation.objects.open().get().pk
            assert admin.post(f"/w/{workspace.slug}/invitations/{pk}/resend/").status_code == 302
            assert admin.post(f"/w/{workspace.slug}/invitations/{pk}/revoke/").status_code == 302
            assert self.send(admin, page).status_code == 302
        token = Invitation.objects.open().get().token_hash
        pk = Invitation.objects.open().get().pk
        refused = admin.post(f"/w/{workspace.slug}/invitations/{pk}/resend/")
        assert refused.status_code == 429
        assert "Cette adresse a reçu assez d’invitations" in refused.content.decode()
        assert Invitation.objects.open().get().token_hash == token  # the link that was sent still works
        assert len(mail.outbox) == 5
        assert self.send(admin, page, "next@example.org").status_code == 302

    def test_the_dialog_says_so_too(self, workspace, member, client_for, page):
        self.count(workspace, member("admin"), 30)
        data = {"email": "new@example.org", "role": "guest"}
        refused = client_for("admin").post(page, data, headers={"HX-Request": "true"})
        assert refused.status_code == 429
        assert "Vous avez envoyé beaucoup" in refused.content.decode()
