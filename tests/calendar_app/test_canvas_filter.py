"""The one filter: what it lets through, that it never widens, what it says in its address."""

import pytest
from django.http import QueryDict
from django.utils import translation

from calendar_app.forms.canvas import PostFilter
from calendar_app.models import Pillar, Post, Publication
from tests.factories import ChannelFactory, ObjectiveFactory, WorkspaceFactory, make_post


@pytest.fixture
def asked(workspace):
    """``asked("status=draft")`` is the titles of the publications, and of the posts, that the filter keeps."""

    def titles(query):
        form = PostFilter(QueryDict(query), workspace=workspace)
        placed = form.filter(Publication.objects.live()).order_by("pk").values_list("post__title", flat=True)
        posts = form.filter_posts(Post.objects.live()).order_by("pk").values_list("title", flat=True)
        return list(placed), list(posts)

    return titles


@pytest.fixture
def rows(workspace, member):
    facebook, x = ChannelFactory(workspace=workspace), ChannelFactory(workspace=workspace, network="x", handle="val")
    objective = ObjectiveFactory(workspace=workspace)
    pillar = Pillar.objects.create(workspace=workspace, name="Coulisses")
    owner = member("manager")
    made = {
        "first": make_post(
            *(workspace,), by=owner, day="2026-11-24", channels=[facebook, x], tags=["Été"], title="Premier",
            text="À l’École du Val", objective=objective.pk, owner=owner.pk,
        ),
        "second": make_post(
            *(workspace,), by=owner, day="2026-11-25", title="Second", pillar=pillar.pk, spontaneous=True,
            origin="relay", status="review",
        ),
        "idea": make_post(workspace, by=owner, title="Idée", status="idea"),
    }  # fmt: skip
    return {**made, "facebook": facebook, "x": x, "objective": objective, "pillar": pillar, "owner": owner}


def test_nothing_said_is_everything(asked, rows):
    assert asked("") == (["Premier", "Premier", "Second"], ["Premier", "Second", "Idée"])


@pytest.mark.parametrize(
    ("query", "placed", "posts"),
    [
        ("network=x", ["Premier"], ["Premier"]),
        ("channel={facebook}", ["Premier"], ["Premier"]),
        ("objective={objective}", ["Premier", "Premier"], ["Premier"]),
        ("person={owner}", ["Premier", "Premier"], ["Premier"]),
        ("pillar={pillar}", ["Second"], ["Second"]),
        ("status=idea", [], ["Idée"]),
        ("kind=spontaneous", ["Second"], ["Second"]),
        ("kind=planned&network=x", ["Premier"], ["Premier"]),
        ("origin=relay", ["Second"], ["Second"]),
        ("q=ecole+ÉTÉ&network=facebook", ["Premier"], ["Premier"]),
        ("q=bonjour+second", ["Second"], ["Second"]),
    ],
)
def test_each_condition_keeps_its_own(asked, rows, query, placed, posts):
    query = query.format(**{name: row.pk for name, row in rows.items()})
    assert asked(query) == (placed, posts)


def test_a_tag_keeps_those_that_carry_it(asked, rows, workspace):
    tag = workspace.post_tags.get()
    assert asked(f"tag={tag.pk}") == (["Premier", "Premier"], ["Premier"])


@pytest.mark.parametrize("query", ["status=bogus", "channel=99999", "channel=x", "objective=-1", "q=%00", "tag=1e9"])
def test_what_is_not_known_shows_nothing(asked, rows, query):
    assert asked(query) == ([], [])


def test_a_row_of_another_workspace_is_not_known(asked, rows, db):
    other = WorkspaceFactory()
    with other.active():
        theirs = ChannelFactory(workspace=other)
    assert asked(f"channel={theirs.pk}") == ([], [])


def test_a_filter_does_not_widen_when_its_row_goes(asked, rows):
    query = f"pillar={rows['pillar'].pk}"
    rows["pillar"].delete()
    assert asked(query) == ([], [])


def test_chips_say_each_condition_and_the_address_without_it(workspace, rows):
    form = PostFilter(QueryDict(f"month=2026-11&status=review&channel={rows['x'].pk}&tag=7777"), workspace=workspace)
    with translation.override("en"):
        assert form.chips() == [
            ("Channel", "X · val", "status=review&tag=7777"),
            ("Status", "Awaiting approval", f"channel={rows['x'].pk}&tag=7777"),
            ("Tag", "unknown", f"channel={rows['x'].pk}&status=review"),
        ]
    assert form.address(month="2026-12", status="") == f"channel={rows['x'].pk}&tag=7777&month=2026-12"


def test_all_choices_come_by_one_query(workspace, rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        str(PostFilter(QueryDict(f"channel={rows['x'].pk}"), workspace=workspace))


def test_without_rows_to_look_up_nothing_is_asked(workspace, django_assert_num_queries):
    with django_assert_num_queries(0):
        PostFilter(QueryDict("status=draft&network=x&q=mot"), workspace=workspace)
