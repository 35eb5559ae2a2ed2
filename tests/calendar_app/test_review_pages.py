"""Pages of the review and the addresses for people outside, as they are used."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from calendar_app import reminders, review_reads, sharing, tasks
from calendar_app.actions import batches, posts
from calendar_app.actions import review as actions
from calendar_app.contents import content_of, edited
from calendar_app.models import Approval, Comment, Post, ReviewNotice, ReviewPolicy, Share
from jobs.runner import run_pending
from strategy.models import SavedFilter
from tests.factories import ChannelFactory, WorkspaceFactory, make_post

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace)


@pytest.fixture
def post(workspace, member, channel):
    return make_post(
        workspace, by=member("manager"), day="2026-11-24", channels=[channel], note="Note secrète", title="Coulisses"
    )


@pytest.fixture
def policy(workspace, channel, member):
    policy = ReviewPolicy.objects.create(workspace=workspace, channel=channel, sensitivity="ordinary", need="one")
    policy.reviewers.set([member("guest"), member("lead")])
    return policy


@pytest.fixture
def waiting(post, policy, member):
    return actions.ask(post=post, version=post.version, by=member("manager"))


def address(name, workspace, *args):
    return reverse(f"calendar:{name}", args=[workspace.slug, *args])


def text_of(response):
    return html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def reword(post, by, text="Bonsoir à tous"):
    post = Post.objects.get(pk=post.pk)
    content = edited(content_of(post))
    content["post"]["text"] = text
    return posts.write(post=post, content=content, version=post.version, by=by)


# Inside ------------------------------------------------------------------------------------------------------------


def test_a_manager_asks_and_a_guest_of_the_workspace_approves(workspace, post, policy, client_for):
    asked = client_for("manager").post(address("review_ask", workspace, post.pk), {"version": post.version})
    assert asked.status_code == 302
    post = Post.objects.get()
    assert post.status == "review"
    page = client_for("guest").get(address("to_review", workspace))
    assert "Coulisses" in text_of(page)
    said = {"version": post.version, "decision": "approved", "note": ""}
    assert client_for("guest").post(address("review_decide", workspace, post.pk), said).status_code == 302
    assert Post.objects.get().status == "approved"


def test_somebody_the_rule_does_not_name_is_not_heard(workspace, waiting, client_for):
    said = {"version": waiting.version, "decision": "approved"}
    answer = client_for("admin").post(address("review_decide", workspace, waiting.pk), said)
    assert answer.status_code == 422
    assert not Approval.objects.exists()


def test_changes_want_a_note(workspace, waiting, client_for):
    said = {"version": waiting.version, "decision": "changes", "note": " "}
    assert client_for("lead").post(address("review_decide", workspace, waiting.pk), said).status_code == 422
    assert not Approval.objects.exists()


def test_an_outdated_approval_shows_what_changed(workspace, waiting, client_for, member):
    reword(waiting, member("manager"))
    said = {"version": waiting.version, "decision": "approved", "note": "Parfait"}
    answer = client_for("lead").post(address("review_decide", workspace, waiting.pk), said)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "<del>Bonjour</del>" in page
    assert "<ins>Bonsoir</ins>" in page
    assert "Parfait" in page
    assert not Approval.objects.exists()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    again = client_for("lead").post(address("review_decide", workspace, waiting.pk), said | {"version": version})
    assert again.status_code == 302
    assert Post.objects.get().status == "approved"


def test_the_second_of_two_is_told_who_was_faster(workspace, waiting, client_for, member):
    said = {"version": waiting.version, "decision": "approved"}
    url = address("review_decide", workspace, waiting.pk)
    assert client_for("guest").post(url, said).status_code == 302
    answer = client_for("lead").post(url, said)
    assert answer.status_code == 409
    assert str(member("guest")) in text_of(answer)
    assert Approval.objects.count() == 1


def test_what_changed_since_the_last_approval_is_shown(workspace, waiting, client_for, member):
    actions.decide(post=waiting, decision="approved", version=waiting.version, by=member("lead"))
    reword(waiting, member("manager"))
    page = client_for("lead").get(address("review", workspace, waiting.pk)).content.decode()
    assert "<ins>Bonsoir</ins>" in page


def test_every_part_that_is_approved_is_compared(workspace, post, member):
    before = content_of(post)
    other = ChannelFactory(workspace=workspace, network="instagram", handle="x")
    after = edited(before)
    after["post"].update(title="T", text="U", link="https://a.example/", credit="C", sensitivity="critical", note="N")
    after["publications"][0].update(
        own_text=True, text="V", link="https://b.example/", own_media=True, day="2027-01-01"
    )
    after["publications"].append({**before["publications"][0], "uid": "x", "channel": other.pk})
    after["attachments"] = [{"id": 1, "name": "a.jpg", "alt": "Une place", "digest": "abcdef0", "position": 0}]
    labels = [row.label for row in review_reads.compared(before, after)]
    assert len(labels) == 9
    assert review_reads.compared(before, before) == []
    moved = edited(before)
    moved["publications"][0]["day"] = "2027-01-01"
    assert review_reads.compared(before, moved) == []


def test_late_ones_have_a_list(workspace, member, channel, client_for):
    for day, title in (("2026-11-20", "Tardif"), ("2026-11-30", "À temps")):
        make_post(workspace, by=member("manager"), day=day, title=title, channels=[channel])
    page = text_of(client_for("guest").get(address("to_review", workspace), {"state": "late"}))
    assert "Tardif" in page
    assert "À temps" not in page


def test_the_day_of_a_post_is_found_among_its_own_publications(workspace):
    assert "publication_by_day" not in Post.objects.with_deadline().explain()


def test_the_list_costs_the_same_for_any_number(
    workspace, member, channel, policy, client_for, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_for("lead")
    for number in range(2):
        make_post(workspace, by=member("manager"), day="2026-11-24", title=f"N° {number}", channels=[channel])
    Post.objects.update(status="review")
    client.get(address("to_review", workspace))
    with django_assert_max_num_queries(16) as few:
        client.get(address("to_review", workspace))
    count = len(few)
    for number in range(10):
        make_post(workspace, by=member("manager"), day="2026-11-24", title=f"M° {number}", channels=[channel])
    Post.objects.update(status="review")
    client.get(address("to_review", workspace))  # the navigation is kept until the journal has a new line
    with django_assert_num_queries(count):
        page = client.get(address("to_review", workspace))
    assert page.content.decode().count("M° ") == 10


# Rules -------------------------------------------------------------------------------------------------------------


def test_a_lead_sets_a_rule_and_a_stale_one_shows_the_difference(workspace, channel, client_for, member):
    new = {"channel": channel.pk, "sensitivity": "critical", "need": "all", "version": 0}
    people = {"reviewers": [member("guest").pk, member("lead").pk], "trusted": [member("admin").pk]}
    answer = client_for("lead").post(address("policy_new", workspace), new | people)
    assert answer.status_code == 302
    policy = ReviewPolicy.objects.get()
    assert set(policy.reviewers.all()) == {member("guest"), member("lead")}
    assert "Toutes" in text_of(client_for("lead").get(address("policies", workspace))) or policy.need == "all"
    edit = address("policy_edit", workspace, policy.pk)
    assert client_for("lead").post(edit, {"need": "one", "version": 0, "outside": "on"}).status_code == 302
    stale = client_for("admin").post(edit, {"need": "none", "version": 0})
    assert stale.status_code == 409
    assert ReviewPolicy.objects.get().need == "one"


def test_two_new_rules_for_one_place_meet(workspace, policy, channel, client_for):
    said = {"channel": channel.pk, "sensitivity": "ordinary", "need": "none", "version": 0}
    assert client_for("lead").post(address("policy_new", workspace), said).status_code == 409
    assert ReviewPolicy.objects.get().need == "one"


def test_a_rule_is_removed(workspace, policy, client_for):
    assert client_for("lead").get(address("policy_remove", workspace, policy.pk)).status_code == 200
    assert client_for("lead").post(address("policy_remove", workspace, policy.pk)).status_code == 302
    assert not ReviewPolicy.objects.exists()


# Mails -------------------------------------------------------------------------------------------------------------


def test_reviewers_are_told_once_and_once_more_near_the_day(workspace, waiting, member):
    run_pending(workspace)
    assert sorted(sent.to[0] for sent in mail.outbox) == ["guest@example.org", "lead@example.org"]
    assert "Coulisses" in mail.outbox[0].body
    assert reminders.ask(workspace) is False
    with time_machine.travel(NOW + dt.timedelta(days=1)):
        assert reminders.ask(workspace)
        run_pending(workspace)
        assert len(mail.outbox) == 4
        assert reminders.ask(workspace) is False
    assert ReviewNotice.objects.count() == 2


def test_what_waits_behind_many_is_told_too_and_nothing_twice(workspace, waiting, member, monkeypatch):
    monkeypatch.setattr(reminders, "MOST", 1)
    for title in ("Deux", "Trois"):
        other = make_post(workspace, by=member("manager"), title=title, channels=[], sensitivity="critical")
        actions.ask(post=other, version=other.version, by=member("manager"))
    for _round in range(5):  # the timetable comes again and again, on every machine
        tasks.remind_reviewers()
        tasks.remind_reviewers()
        run_pending(workspace)
    told = [title for sent in mail.outbox for title in ("Coulisses", "Deux", "Trois") if title in sent.body]
    assert sorted(told) == ["Coulisses", "Coulisses", "Deux", "Deux", "Trois", "Trois"]


def test_a_new_day_is_a_new_reminder(workspace, waiting, member):
    def move(day):
        def how(post, content):
            content["publications"][0]["day"] = day

        return how

    with time_machine.travel(NOW + dt.timedelta(days=1)):
        reminders.ask(workspace)
        run_pending(workspace)
        before = len(mail.outbox)
        common = {"workspace": workspace, "posts": [Post.objects.get()], "kind": "move", "by": member("manager")}
        batches.change(how=move("2026-12-24"), **common)
        assert reminders.ask(workspace) is False
        with time_machine.travel(dt.datetime(2026, 12, 23, 10, tzinfo=dt.UTC)):
            assert reminders.ask(workspace)
            run_pending(workspace)
    assert len(mail.outbox) == before + 2


def test_who_has_approved_is_left_in_peace(workspace, post, policy, member):
    ReviewPolicy.objects.update(need="all")
    post = actions.ask(post=post, version=post.version, by=member("manager"))
    actions.decide(post=post, decision="approved", version=post.version, by=member("lead"))
    run_pending(workspace)
    assert [sent.to[0] for sent in mail.outbox] == ["guest@example.org"]


# Addresses ---------------------------------------------------------------------------------------------------------


def test_a_lead_makes_an_address_and_closes_it(workspace, post, client_for):
    lead = client_for("lead")
    said = {"kind": "review", "name": "Cabinet", "until": "2026-12-01"}
    assert lead.post(f"{address('share_new', workspace)}?post={post.pk}", said).status_code == 302
    share = Share.objects.get()
    assert share.post == post
    assert share.expires_at == dt.datetime(2026, 12, 1, 23, tzinfo=dt.UTC)
    page = lead.get(address("shares", workspace)).content.decode()
    assert sharing.address(share) in page
    lead.post(address("share_revoke", workspace, share.pk))
    assert visit(share).status_code == 410
    lead.post(address("share_renew", workspace, share.pk))
    assert visit(Share.objects.first()).status_code == 200
    assert visit(share).status_code == 410


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"kind": "review", "until": ""}, "until"),
        ({"kind": "page", "until": "2026-11-21"}, "until"),
        ({"kind": "page", "until": "2027-12-24"}, "until"),
        ({"kind": "other"}, "kind"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused(said, wrong, workspace, client_for):
    answer = client_for("lead").post(address("share_new", workspace), {"name": "X", **said})
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors


def test_a_wrong_filter_never_becomes_the_whole_calendar(workspace, client_for):
    for query in ("channel=987654", "status=zz", "channel=abc"):
        url = f"{address('share_new', workspace)}?kind=feed&query={query.replace('=', '%3D')}"
        assert client_for("lead").post(url, {"kind": "feed", "name": "X", "until": ""}).status_code == 404
    assert not Share.objects.exists()


def test_the_filters_of_others_are_not_offered(workspace, member, client_for):
    mine, shared, others = (
        SavedFilter.objects.create(workspace=workspace, page="calendar", name=str(owner), owner=owner, query="q=a")
        for owner in (member("lead"), None, member("admin"))
    )
    form = client_for("lead").get(address("share_new", workspace)).context["form"]
    assert "---" not in str(form["kind"])
    assert set(form.fields["saved"].queryset) == {mine, shared}
    said = {"kind": "page", "name": "X", "until": "", "saved": others.pk}
    assert client_for("lead").post(address("share_new", workspace), said).status_code == 422


# Outside -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def share(workspace, member):
    def make(kind="review", **more):
        more.setdefault("expires_at", timezone.now() + dt.timedelta(days=3))
        return Share.objects.create(workspace=workspace, kind=kind, name="Cabinet", by=member("lead"), **more)

    return make


def visit(share, pk=None, client=None, data=None, **headers):
    token = sharing.token(share)
    url = reverse("shared_post", args=[token, pk]) if pk else reverse("shared", args=[token])
    client = client or Client()
    return client.post(url, data, headers=headers) if data is not None else client.get(url, headers=headers)


def test_the_page_of_one_post_shows_it_and_nothing_else(share, waiting, member, workspace, client_for):
    make_post(workspace, by=member("manager"), title="Autre affaire", day="2026-11-25")
    for internal in (True, False):
        Comment.objects.create(
            workspace=workspace, post=waiting, text=f"Mot {internal}", internal=internal, by=member("manager")
        )
    page = text_of(visit(share(post=waiting)))
    assert "Coulisses" in page
    assert "Bonjour à tous" in page
    assert "Mot False" in page
    for secret in ("Mot True", "Note secrète", "Autre affaire", "example.org", "manager"):
        assert secret not in page, secret


def test_robots_and_caches_are_kept_away(share, waiting):
    answer = visit(share(post=waiting))
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_guest_approves_once_named(share, waiting, member, policy):
    ReviewPolicy.objects.update(outside=True)
    client, share = Client(), share(post=waiting)
    said = {"guest_name": "Anne Durand", "note": "Très bien", "decision": "approved", "version": waiting.version}
    assert visit(share, waiting.pk, client, said | {"guest_name": ""}).status_code == 422
    assert visit(share, waiting.pk, client, said).status_code == 302
    approval = Approval.objects.get()
    assert (approval.by, approval.guest_name, approval.share) == (None, "Anne Durand", share)
    assert Post.objects.get().status == "approved"
    assert 'value="Anne Durand"' in visit(share, waiting.pk, client).content.decode()


def test_a_guest_asks_for_changes_and_comments(share, waiting):
    share = share(post=waiting)
    said = {"guest_name": "Anne", "version": waiting.version}
    assert visit(share, waiting.pk, data=said | {"decision": "comment", "note": "Joli"}).status_code == 302
    comment = Comment.objects.get()
    assert (comment.text, comment.internal, comment.guest_name) == ("Joli", False, "Anne")
    assert visit(share, waiting.pk, data=said | {"decision": "changes", "note": "Plus court"}).status_code == 302
    assert Post.objects.get().status == "draft"
    page = text_of(visit(share))
    assert "Joli" in page
    assert "Plus court" in page


def test_a_guest_cannot_approve_what_changed_meanwhile(share, waiting, member):
    share = share(post=waiting)
    reword(waiting, member("manager"))
    said = {"guest_name": "Anne", "decision": "approved", "version": waiting.version}
    answer = visit(share, waiting.pk, data=said)
    assert answer.status_code == 409
    assert "<ins>Bonsoir</ins>" in answer.content.decode()
    assert not Approval.objects.exists()


def test_a_draft_says_so_and_is_not_approved(share, post):
    share = share(post=post)
    page = visit(share).content.decode()
    assert 'value="approved"' not in page
    assert "brouillon" in page.lower() or "draft" in page.lower()
    said = {"guest_name": "Anne", "decision": "approved", "version": post.version}
    assert visit(share, post.pk, data=said).status_code == 409


def test_a_view_opens_its_posts_only(share, workspace, member, channel):
    common = {"by": member("manager"), "day": "2026-11-25"}
    inside = make_post(workspace, title="Dedans", channels=[channel], **common)
    outside = make_post(workspace, title="Dehors", **common)
    idea = make_post(workspace, title="Idée", channels=[channel], status="idea", **common)
    share = share(query=f"channel={channel.pk}")
    page = text_of(visit(share))
    assert "Dedans" in page
    assert "Dehors" not in page
    assert "Idée" not in page
    assert visit(share, inside.pk).status_code == 200
    for hidden in (outside, idea):
        assert visit(share, hidden.pk).status_code == 410
        said = {"guest_name": "A", "decision": "comment", "note": "x", "version": 1}
        assert visit(share, hidden.pk, data=said).status_code == 410
    assert not Comment.objects.exists()


def test_a_deleted_post_is_gone(share, post, workspace, member):
    share = share(post=post)
    batches.delete(workspace=workspace, posts=[post], by=member("manager"))
    assert visit(share).status_code == 410
    assert "Coulisses" not in text_of(visit(share))


def test_a_page_to_read_shows_the_month_and_decides_nothing(share, post):
    share = share("page")
    page = text_of(visit(share))
    assert page.count("Coulisses") == 2  # in the month and in the list
    assert visit(share, post.pk).status_code == 410
    token = sharing.token(share)
    assert Client().get(reverse("feed", args=[token])).status_code == 410
    other = Client().get(reverse("shared", args=[token]), {"month": "2026-12"})
    assert "Coulisses" not in text_of(other)
    for wrong in ("zz", "0000-00", "9999-12", "2026-13", "2026-11-24"):
        assert Client().get(reverse("shared", args=[token]), {"month": wrong}).status_code == 200


@pytest.mark.parametrize("away", [-1, 0, 1])
def test_a_reader_begins_with_today(away, share, workspace, member, channel):
    today = workspace.today()
    day = today + dt.timedelta(days=away)
    make_post(workspace, by=member("manager"), day=day.isoformat(), channels=[channel], title="Conte")
    context = Client().get(reverse("shared", args=[sharing.token(share("page"))]), {"month": f"{day:%Y-%m}"}).context
    over = away < 0 and day.month == today.month
    assert (bool(context["past"]), bool(context["listed"])) == (over, not over)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_speaks_the_workspaces_language_until_switched(language, share, post, workspace):
    workspace.language = language
    workspace.save()
    share = share(post=post)
    assert f'<html lang="{language}"' in visit(share, **{"Accept-Language": "es"}).content.decode()
    client = Client()
    client.cookies["django_language"] = "en" if language == "fr" else "fr"
    assert f'<html lang="{language}"' not in visit(share, client=client).content.decode()


def bent(token):
    """Tokens that are nearly right."""
    pk, nonce, signature = token.split(".")
    yield from (
        f"{pk}.{nonce}",
        f"{pk}.{nonce}.",
        f"{int(pk) + 1}.{nonce}.{signature}",
        f"{pk}.{nonce[:-1]}.{signature}",
        f"{pk}.{nonce}.{signature[::-1]}",
        f"{pk}..{signature}",
        "x" * 5000,
        "é.à.ü",
    )


def test_every_address_that_opens_nothing_is_answered_alike(share, post):
    right = share(post=post)
    ended = share(post=post, expires_at=timezone.now())
    revoked = share(post=post, revoked_at=timezone.now())
    tokens = [*bent(sharing.token(right)), sharing.token(ended), sharing.token(revoked)]
    answers = [Client().get(reverse("shared", args=[token])) for token in tokens]
    assert {answer.status_code for answer in answers} == {410}
    bodies = {re.sub(r'(value|data-token)="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(bodies) == 1
    assert "Coulisses" not in bodies.pop()


def test_a_share_of_another_workspace_shows_its_own(share, post, workspace):
    other = WorkspaceFactory()
    with other.active():
        theirs = Share.objects.create(workspace=other, kind="page", name="Autre")
    assert "Coulisses" not in text_of(visit(theirs))


def test_the_last_use_is_noted_without_writing_each_time(share, post):
    share = share(post=post)
    visit(share)
    noted = Share.objects.get().used_at
    assert noted is not None
    visit(share)
    assert Share.objects.get().used_at == noted


def test_who_asks_too_often_waits(share, waiting, settings):
    settings.LIMITS = True
    share = share(post=waiting)
    said = {"guest_name": "Anne", "decision": "comment", "note": "x", "version": waiting.version}
    codes = [visit(share, waiting.pk, data=said, **{"X-Forwarded-For": str(n)}).status_code for n in range(31)]
    assert codes == [302] * 30 + [429]
    guesses = [Client().get(reverse("shared", args=["1.a.b"])).status_code for _ in range(31)]
    assert guesses == [410] * 30 + [429]


def test_a_number_longer_than_any_is_no_post(workspace, client_for):
    assert client_for("lead").get(address("share_new", workspace), {"post": "9" * 5000}).status_code == 404


def test_a_guest_may_have_any_name(waiting, member):
    share = Share.objects.create(
        workspace=waiting.workspace, kind="review", name="Ville", post=waiting, by=member("lead")
    )
    guest, page = Client(), reverse("shared_post", args=[sharing.token(share), waiting.pk])
    said = {"decision": "comment", "note": "Bien", "guest_name": "Łucja Œuvrard 🎭", "version": waiting.version}
    answer = guest.post(page, said)
    assert answer.cookies["guest"].OutputString().isascii()  # a header of any other kind is an error for the visitor
    assert 'value="Łucja Œuvrard 🎭"' in guest.get(page).content.decode()


def test_the_navigation_counts_what_waits_for_the_person(workspace, waiting, client_for):
    def counted(role):
        page = client_for(role).get(address("pillars", workspace)).content.decode()
        place = re.search(rf'<a href="{address("to_review", workspace)}".*?</a>', page, re.S)[0]
        return re.findall(r'class="count">(\d+)<', place)

    assert (counted("guest"), counted("manager")) == (["1"], [])
    said = {"version": waiting.version, "decision": "approved", "note": ""}
    client_for("guest").post(address("review_decide", workspace, waiting.pk), said)
    assert counted("guest") == []


def test_counting_what_waits_costs_nothing_until_something_happens(workspace, waiting, client_for):
    guest = client_for("guest")
    guest.get(address("pillars", workspace))
    with CaptureQueriesContext(connection) as seen:
        guest.get(address("pillars", workspace))
    assert not any("reviewpolicy" in query["sql"] for query in seen.captured_queries)
