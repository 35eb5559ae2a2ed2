"""Beside the text: versions, comments and who is told of them, the idea box."""

import pytest
from django.core import mail
from django.urls import reverse

from calendar_app.actions import batches, comments, compose, posts
from calendar_app.contents import content_of
from calendar_app.models import Comment, Post
from jobs.runner import run_pending
from strategy.models import Objective
from tests.factories import ChannelFactory, MembershipFactory, ObjectiveFactory, UserFactory, make_post


@pytest.fixture
def post(workspace, member):
    return make_post(workspace, by=member("manager"), day="2036-11-24", channels=[ChannelFactory(workspace=workspace)])


@pytest.fixture
def manager(client_for):
    return client_for("manager")


def url(workspace, name, *args, **query):
    return reverse(f"calendar:{name}", args=[workspace.slug, *args], query=query or None)


def change(post, by, how):
    return batches.change(workspace=post.workspace, posts=[post], kind="bulk", by=by, how=how)


def says(text):
    return lambda post, content: content["post"].update(text=text)


# Versions ----------------------------------------------------------------------------------------------------------


def test_what_changed_is_readable(workspace, manager, member, post):
    objective = ObjectiveFactory(workspace=workspace, title="Remplir la salle")
    change(
        post,
        member("lead"),
        lambda post, content: content["post"].update(text="Bonsoir à tous", objective=objective.pk),
    )
    page = manager.get(url(workspace, "post_history", post.pk)).content.decode()
    assert "<del>Bonjour</del>" in page and "<ins>Bonsoir</ins>" in page
    assert "Remplir la salle" in page


def test_names_of_what_is_gone_break_nothing(workspace, manager, member, post):
    objective = ObjectiveFactory(workspace=workspace)
    change(post, member("lead"), lambda post, content: content["post"].update(objective=objective.pk))
    Objective.objects.all().delete()
    assert manager.get(url(workspace, "post_history", post.pk)).status_code == 200


def test_a_version_comes_back_as_a_new_one(workspace, manager, member, post):
    before = content_of(post)
    change(post, member("lead"), says("Autre"))
    manager.post(url(workspace, "revision_restore", post.pk, 0))
    post = Post.objects.get()
    assert content_of(post) == before
    assert [row.number for row in post.revisions.all()] == [2, 1, 0]


def test_a_restored_version_takes_back_neither_status_nor_what_is_published(workspace, member, post):
    first = post.revisions.get(number=0)
    post.publications.update(state="published", permalink="https://a.example/1")
    change(post, member("lead"), says("Autre"))
    assert post.status == "published"
    compose.restore(post=Post.objects.get(), revision=first, by=member("lead"))
    post = Post.objects.get()
    assert (post.text, post.status) == ("Bonjour à tous", "published")
    assert post.publications.get().permalink == "https://a.example/1"


def test_a_restored_version_leaves_out_what_is_gone(workspace, member, post):
    objective = ObjectiveFactory(workspace=workspace)
    change(post, member("lead"), lambda post, content: content["post"].update(objective=objective.pk))
    revision = post.revisions.get(number=1)
    objective.delete()
    compose.restore(post=Post.objects.get(), revision=revision, by=member("lead"))
    assert Post.objects.get().objective is None


def test_long_histories_come_in_pages(workspace, manager, member, post):
    for number in range(25):
        change(post, member("lead"), says(f"Texte {number}"))
    page = manager.get(url(workspace, "post_history", post.pk)).content.decode()
    assert page.count('class="version-h"') == 20 and "?before=6" in page
    rest = manager.get(url(workspace, "post_history", post.pk, before=6)).content.decode()
    assert rest.count('class="version-h"') == 6


# Comments ----------------------------------------------------------------------------------------------------------


def test_those_who_are_named_are_told_once(workspace, manager, member, post, mailoutbox):
    lea = MembershipFactory(workspace=workspace, user=UserFactory(name="Léa Martin")).user
    manager.post(url(workspace, "comments", post.pk), {"text": "@lea martin tu relis ? @inconnu", "internal": "on"})
    assert list(Comment.objects.get().mentions.all()) == [lea]
    run_pending(workspace)
    run_pending(workspace)
    assert [sent.to for sent in mailoutbox] == [[lea.email]]
    assert "@lea martin tu relis" in mailoutbox[0].body and post.get_absolute_url() in mailoutbox[0].body


def test_a_comment_taken_back_tells_nobody(workspace, member, post):
    MembershipFactory(workspace=workspace, user=UserFactory(name="Léa Martin"))
    comment = comments.add(post=post, text="@Léa", internal=True, by=member("lead"))
    comments.remove(comment=comment, by=member("lead"))
    run_pending(workspace)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Léa Martin merci", ["Léa Martin"]),
        ("merci @léa", ["Léa Martin"]),
        ("@Paul", []),  # two of them
        ("@Paul Roy et @PAUL BON", ["Paul Roy", "Paul Bon"]),
        ("ecrire@lea.example, @Léandre", []),
    ],
)
def test_people_are_found_by_their_name(workspace, text, named):
    for name in ("Léa Martin", "Paul Roy", "Paul Bon"):
        MembershipFactory(workspace=workspace, user=UserFactory(name=name))
    assert [user.name for user in comments.mentioned(workspace, text)] == named


def test_only_its_author_takes_a_comment_back(workspace, manager, client_for, member, post):
    comment = comments.add(post=post, text="À revoir", internal=True, by=member("lead"))
    manager.post(url(workspace, "comment_remove", comment.pk))
    assert "À revoir" in manager.get(url(workspace, "comments", post.pk)).content.decode()
    client_for("lead").post(url(workspace, "comment_remove", comment.pk))
    assert "À revoir" not in manager.get(url(workspace, "comments", post.pk)).content.decode()
    manager.post(url(workspace, "comment_restore", comment.pk))
    assert Comment.objects.get().removed_at is not None
    client_for("lead").post(url(workspace, "comment_restore", comment.pk))
    assert Comment.objects.get().removed_at is None


def test_an_empty_comment_is_refused(workspace, manager, post):
    assert manager.post(url(workspace, "comments", post.pk), {"text": "  "}).status_code == 422


# Ideas -------------------------------------------------------------------------------------------------------------


def test_an_idea_is_kept_in_one_line_and_becomes_a_draft(workspace, manager):
    manager.post(url(workspace, "idea_new"), {"idea": "Montrer l’atelier"})
    idea = Post.objects.get()
    assert (idea.title, idea.status) == ("Montrer l’atelier", "idea")
    assert manager.post(url(workspace, "idea_keep", idea.pk)).url == idea.get_absolute_url()
    assert Post.objects.get().status == "draft"


def test_an_idea_is_dropped_with_its_reason_and_put_back(workspace, manager, member):
    idea = make_post(workspace, by=member("manager"), status="idea")
    manager.post(url(workspace, "idea_drop", idea.pk), {"reason": ""})
    assert Post.objects.get().status == "idea"
    manager.post(url(workspace, "idea_drop", idea.pk), {"reason": "Déjà fait"})
    assert (Post.objects.get().status, Post.objects.get().dropped_reason) == ("dropped", "Déjà fait")
    manager.post(url(workspace, "undo", workspace.post_batches.get().pk))
    assert (Post.objects.get().status, Post.objects.get().dropped_reason) == ("idea", "")


def test_a_post_is_deleted_and_put_back(workspace, manager, member):
    idea = make_post(workspace, by=member("manager"), status="idea")
    manager.post(url(workspace, "post_delete", idea.pk))
    assert (
        "Coulisses"
        not in manager.get(url(workspace, "ideas")).content.decode().partition("<main")[2].partition("toasts")[0]
    )
    manager.post(url(workspace, "undo", workspace.post_batches.get().pk))
    assert Post.objects.live().get() == idea


def test_only_ideas_are_sorted(workspace, manager, post):
    assert manager.post(url(workspace, "idea_keep", post.pk)).status_code == 404
    assert manager.post(url(workspace, "idea_drop", post.pk), {"reason": "x"}).status_code == 404


def test_what_went_out_after_it_was_taken_off_and_put_back_stays_published(member, post):
    by, first = member("manager"), post.revisions.get()
    place = content_of(post)["publications"][0]

    def say(*rows):
        return posts.write(
            post=post, content=content_of(post) | {"publications": list(rows)}, version=post.version, by=by
        )

    say({**place, "uid": "", "channel": None})
    say({**place, "uid": ""})
    say({**content_of(post)["publications"][0], "state": "published", "permalink": "https://facebook.example/1"})
    compose.restore(post=post, revision=first, by=by)
    publication = post.publications.get()
    assert (publication.state, publication.permalink) == ("published", "https://facebook.example/1")
    assert Post.objects.get().status == "published"
