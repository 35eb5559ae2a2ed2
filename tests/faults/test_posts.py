"""Two people on one post in the same moment: each is heard or told, and nothing that was accepted is lost."""

import random
import time
from dataclasses import dataclass

import pytest
from django.db import connection

from calendar_app import review
from calendar_app.actions import batches, posts
from calendar_app.actions import review as reviewing
from calendar_app.actions.statuses import Refused
from calendar_app.contents import content_of, digest, edited
from calendar_app.models import Approval, Batch, Post, ReviewPolicy, Revision
from cmtool.lib.versions import Stale
from tests.factories import ChannelFactory, MembershipFactory, WorkspaceFactory, make_post
from tests.faults.killing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = (Stale, reviewing.NotAsked, Refused)


@dataclass
class Scene:
    """One post that waits for its reviewers, as two people see it at ``version``."""

    workspace: object
    post: Post
    people: list

    @property
    def version(self):
        return self.post.version


# What people do, each with a mark of its own -----------------------------------------------------------------------


def edit(scene, by, mark):
    post = Post.objects.get(pk=scene.post.pk)
    content = edited(content_of(post))
    content["post"]["text"] = mark
    posts.write(post=post, content=content, version=scene.version, by=by)


def move(scene, by, mark):
    def how(post, content):
        content["publications"][0]["day"] = f"2027-01-{1 + int(mark) % 28:02}"
        content["post"]["note"] = mark

    seen = {scene.post.pk: scene.version}
    rows = batches.whole(Post.objects.filter(pk=scene.post.pk))
    batches.change(workspace=scene.workspace, posts=rows, kind="move", by=by, how=how, versions=seen)


def approve(scene, by, mark):
    reviewing.decide(post=scene.post, decision="approved", note=mark, version=scene.version, by=by)


def object_to(scene, by, mark):
    reviewing.decide(post=scene.post, decision="changes", note=mark, version=scene.version, by=by)


DEEDS = [edit, move, approve, object_to]


def kept(deed, scene, mark) -> int:
    """How often what was accepted is there."""
    if deed is edit:
        return Revision.objects.filter(post=scene.post, content__post__text=mark).count()
    if deed is move:
        return len(_moved(mark))
    return Approval.objects.filter(post=scene.post, note=mark).count()


def _moved(mark) -> list[int]:
    """The changes that can be put back and that left the mark."""
    notes = Revision.objects.filter(content__post__note=mark).values_list("number", flat=True)
    return [batch.pk for batch in Batch.objects.all() if batch.changes[0]["version"] in notes]


def act(scene, turns):
    """One person's turn, taken from ``turns``: what was done, the mark, and whether it was accepted."""
    deed, by, mark, late = turns.pop()
    time.sleep(late)
    with scene.workspace.active():
        try:
            deed(scene, by, mark)
        except TOLD:
            return deed, mark, False
    return deed, mark, True


def scene_of():
    workspace = WorkspaceFactory()
    people = [MembershipFactory(workspace=workspace, role="lead").user for _n in range(2)]
    with workspace.active():
        channel = ChannelFactory(workspace=workspace)
        policy = ReviewPolicy.objects.create(workspace=workspace, channel=channel, sensitivity="ordinary", need="one")
        policy.reviewers.set(people)
        post = make_post(workspace, by=people[0], day="2027-01-01", channels=[channel])
    return Scene(workspace, post, people)


def before_reviewers(scene):
    scene.post = Post.objects.get(pk=scene.post.pk)
    if scene.post.status != Post.Status.REVIEW:
        content = edited(content_of(scene.post))
        content["post"]["status"] = Post.Status.REVIEW
        posts.write(post=scene.post, content=content, version=scene.version, by=scene.people[0])


def play(scene, number, chance):
    """A round: two people, two deeds, one moment; who is a hundredth of a second later is left to chance."""
    before_reviewers(scene)
    turns = [(chance.choice(DEEDS), by, str(2 * number + n), chance.random() / 50) for n, by in enumerate(scene.people)]
    results = at_once(2, act, scene, turns)
    assert not [result for result in results if isinstance(result, Exception)], results
    return results


def check(scene, results):
    now = Post.objects.get(pk=scene.post.pk)
    assert any(accepted for _deed, _mark, accepted in results), "both were refused"
    for deed, mark, accepted in results:
        assert bool(kept(deed, scene, mark)) == accepted, (deed.__name__, accepted)
    numbers = list(Revision.objects.filter(post=now).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(numbers[0], now.version + 1))
    last = Revision.objects.get(post=now, number=now.version)
    assert last.content == content_of(now)
    assert now.content_digest == digest(last.content)
    if now.status in posts.CLEARED:
        assert review.may_go_out(now)
    deeds = {deed for deed, _mark, accepted in results if accepted}
    assert not {approve, edit} <= deeds, "words were approved that nobody read"
    assert sum(accepted for deed, _mark, accepted in results if deed in (edit, move)) <= 1


def rounds(count):
    scene, chance = scene_of(), random.Random(20261124)
    pairs = set()
    with scene.workspace.active():
        for number in range(count):
            results = play(scene, number, chance)
            check(scene, results)
            pairs.add(tuple(sorted((deed.__name__, accepted) for deed, _mark, accepted in results)))
    return pairs


def test_twenty_rounds_of_two_people():
    assert len(rounds(20)) >= 4


@pytest.mark.long
def test_five_hundred_rounds_of_two_people(record_property):
    pairs = rounds(500)
    record_property("outcomes", sorted(map(str, pairs)))
    record_property("database", connection.vendor)
    assert len(pairs) >= 10


def test_a_careless_writer_is_noticed(monkeypatch):
    """The same treatment finds words that were overwritten unseen."""

    def careless(scene, by, mark):
        Post.objects.filter(pk=scene.post.pk).update(text=mark)

    monkeypatch.setattr("tests.faults.test_posts.DEEDS", [careless])
    monkeypatch.setattr("tests.faults.test_posts.kept", lambda *_: 1)
    with pytest.raises(AssertionError):
        rounds(5)


def test_an_approval_of_words_that_were_not_read_is_noticed(monkeypatch):
    monkeypatch.setattr("tests.faults.test_posts.DEEDS", [edit, approve])
    monkeypatch.setattr(reviewing, "_digest_at", lambda post, version: post.content_digest)
    with pytest.raises(AssertionError, match="nobody read"):
        rounds(60)
