"""Step 2: the source directory."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from strategy import listening_reads, opml, sources
from strategy.actions import sources as actions
from strategy.forms import sources as forms
from strategy.listening_words import read_words
from strategy.models import Source, SourceReading
from strategy.sources import Entry
from workspaces.models import AuditEvent, Workspace

FIELDS = {"kind": "site", "title": "Le Val", "address": "https://leval.example", "feed": "", "folder": "Presse"}
FIELDS |= {"why": "La vie du Val", "frequency": 7, "version": 0}
MONDAY = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)


def url(workspace, name, *args):
    return reverse(f"strategy:{name}", args=[workspace.slug, *args])


def make(workspace, title="Le Val", **fields):
    fields = {"kind": "site", "address": f"https://{title.lower().replace(' ', '-')}.example", **fields}
    source = Source(workspace=workspace, title=title, **fields)
    return actions.save_source(source=source, fields=[], version=0, by=None)


def test_the_codes_of_the_rules_are_those_of_the_table():
    assert set(sources.KINDS) == set(Source.Kind.values)
    assert set(sources.FREQUENCIES) == set(Source.Frequency.values)
    limits = [Source._meta.get_field(name).max_length for name in ("title", "address", "feed", "folder", "why")]
    assert limits == [sources.TITLE, sources.ADDRESS, sources.ADDRESS, sources.FOLDER, sources.WHY]
    assert set(forms.REASONS) == {"too_long", "unwritable", "no_address", "not_an_address"}


def test_a_source_is_added_and_edited_and_the_second_of_two_sees_the_first(workspace, client_for):
    client = client_for("manager")
    assert client.post(url(workspace, "source_new"), FIELDS).status_code == 302
    source = Source.objects.get()
    address = url(workspace, "source_edit", source.pk)
    assert client.post(address, FIELDS | {"title": "Le Val libéré"}).status_code == 302
    late = client_for("lead").post(address, FIELDS | {"title": "Autre"})
    assert late.status_code == 409
    assert ("Autre", "Le Val libéré") in [(row.yours, row.stored) for row in late.context["differences"]]
    assert client.get(url(workspace, "sources"), {"q": "LIBERE"}).context["sources"][0][0] == source


@pytest.mark.parametrize(
    "said",
    [
        {"address": "", "feed": ""},
        {"address": "pas une adresse"},
        {"feed": "javascript:alert(1)"},
        {"title": "Un\x07bip"},
        {"address": "http://THERE.example/"},
        {"address": "", "feed": "https://there.example"},
    ],
    ids=str,
)
def test_a_source_that_cannot_be_kept_or_is_there_already_is_refused(said, workspace, client_for):
    make(workspace, "There")
    response = client_for("manager").post(url(workspace, "source_new"), FIELDS | said)
    assert (response.status_code, Source.objects.count()) == (422, 1)


def test_a_hashtag_or_a_query_is_kept_as_it_is_typed(workspace, client_for):
    fields = FIELDS | {"kind": "search", "address": "médiathèque AND (Val OR vallée)"}
    assert client_for("manager").post(url(workspace, "source_new"), fields).status_code == 302
    assert (Source.objects.get().address, Source.objects.get().link) == ("médiathèque AND (Val OR vallée)", "")


# -- reading


@pytest.mark.parametrize(
    ("days", "frequency", "words", "due"),
    [
        (None, 7, "never read", True),
        (0, 1, "read today", False),
        (1, 1, "not read for 1 day", True),
        (1, 7, "read 1 day ago", False),
        (6, 7, "read 6 days ago", False),
        (7, 7, "not read for 7 days", True),
        (21, 7, "not read for 3 weeks", True),
        (27, 7, "not read for 3 weeks", True),
        (60, 90, "read 60 days ago", False),
        (65, 30, "not read for 2 months", True),
    ],
)
def test_when_it_was_read_in_words(days, frequency, words, due, workspace):
    with time_machine.travel(MONDAY, tick=False), translation.override("en"):
        source = make(workspace, frequency=frequency)
        if days is not None:
            when = MONDAY - dt.timedelta(days=days)
            Source.objects.update(last_read_at=when)
            source.refresh_from_db()
        assert (read_words(source), source.is_due) == (words, due)
        assert list(Source.objects.due(workspace)) == [source] * due


def test_a_day_ends_where_the_workspace_is(workspace):
    """Read at 23:30 in Paris, a daily source is due half an hour later."""
    with time_machine.travel(dt.datetime(2026, 11, 16, 22, 30, tzinfo=dt.UTC)) as clock:
        source = make(workspace, frequency=1)
        actions.mark_read(source=source, by=None)
        assert not Source.objects.due(workspace).exists()
        clock.move_to(dt.datetime(2026, 11, 16, 23, 5, tzinfo=dt.UTC))
        assert list(Source.objects.due(workspace)) == [source]


def test_read_now_is_one_click_and_one_undo(workspace, client_for, member):
    client, source = client_for("manager"), make(workspace)
    with time_machine.travel(MONDAY):
        actions.mark_read(source=source, by=member("lead"))
    with time_machine.travel(MONDAY + dt.timedelta(days=8)):
        answer = client.post(url(workspace, "source_read", source.pk) + "?due=1", headers={"HX-Request": "true"})
        assert answer.context["following"] == listening_reads.Following(total=1, read=1, due=0)
        assert answer.context["sources"] == []  # it is no longer due: the filter of the page still holds
        source.refresh_from_db()
        assert source.last_read_by == member("manager")
        reading = SourceReading.objects.first()
        assert url(workspace, "reading_undo", reading.pk) in answer.headers["HX-Trigger"]
        client.post(url(workspace, "reading_undo", reading.pk))
        source.refresh_from_db()
    assert (source.last_read_at.date(), source.last_read_by) == (MONDAY.date(), member("lead"))
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["source.created", "source.read", "source.read", "source.unread"]


def test_the_figure_of_the_week_begins_with_the_week_of_the_workspace(workspace):
    one, two, three = (make(workspace, title) for title in ("Un", "Deux", "Trois"))
    sunday = MONDAY - dt.timedelta(days=1)
    for source, at in ((one, MONDAY), (one, MONDAY), (two, sunday)):
        SourceReading.objects.create(workspace=workspace, source=source, at=at)
    actions.archive_source(source=three, by=None)
    with time_machine.travel(MONDAY):
        assert (listening_reads.following(workspace).read, listening_reads.following(workspace).total) == (1, 2)
        workspace.week_start = 6
        assert listening_reads.following(workspace).read == 2


# -- the list


def test_filters_stand_in_the_address(workspace, client_for):
    press = make(workspace, "Ouest", folder="Presse", why="Agenda")
    tag = make(workspace, "Mot-dièse", kind="hashtag", address="#leval", folder="Réseaux")
    actions.mark_read(source=press, by=None)
    client = client_for("guest")

    def found(**said):
        return [source for source, _words in client.get(url(workspace, "sources"), said).context["sources"]]

    assert found() == [press, tag]
    assert found(kind="hashtag") == [tag]
    assert found(folder="Presse") == [press]
    assert found(due="1") == [tag]
    assert found(q="agenda ouest") == [press]
    assert found(q="réseaux") == [tag]
    assert found(kind="minitel") == [press, tag]


def test_pages_follow_each_other_and_cost_the_same(workspace, client_for, django_assert_max_num_queries):
    rows = [Entry(title=f"Site {n % 7}", address=f"https://s{n}.example", folder=f"D{n % 3}") for n in range(130)]
    actions.add_sources(workspace=workspace, entries=rows, by=None)
    client, seen, after = client_for("guest"), [], ""
    client.get(url(workspace, "sources"))
    while after is not None:
        with django_assert_max_num_queries(15):
            context = client.get(url(workspace, "sources"), {"after": after}).context
        seen += [(source.folder, source.title, source.pk) for source, _words in context["sources"]]
        after = context["next"]
    assert len(seen) == len(set(seen)) == 130
    assert seen == sorted(seen)


def test_an_archived_source_comes_back(workspace, client_for):
    client, source = client_for("manager"), make(workspace)
    client.post(url(workspace, "source_archive", source.pk))
    assert client.get(url(workspace, "sources")).context["sources"] == []
    assert [row for row, _words in client.get(url(workspace, "sources"), {"archived": 1}).context["sources"]] == [
        source
    ]
    client.post(url(workspace, "source_restore", source.pk))
    assert client.get(url(workspace, "sources")).context["sources"][0][0] == source


# -- many at once


def test_addresses_are_pasted_one_per_line_and_can_be_taken_out_again(workspace, client_for):
    make(workspace, "Leval")
    client = client_for("manager")
    client.cookies["django_language"] = "en"
    lines = "http://leval.example/\nhttps://a.example/b\n#LeVal\nhttps://a.example/b/\nhttps://c.example\n"
    said = {"lines": lines, "folder": "Nouveaux", "why": "", "frequency": 30}
    assert client.post(url(workspace, "sources_add"), said).status_code == 302
    assert "3 sources added. 2 were there already." in client.get(url(workspace, "sources")).content.decode()
    added = Source.objects.filter(folder="Nouveaux", frequency=30)
    assert sorted(added.values_list("kind", "address")) == [
        ("hashtag", "#LeVal"),
        ("site", "https://a.example/b"),
        ("site", "https://c.example"),
    ]
    actions.mark_read(source=added.get(kind="hashtag"), by=None)
    edited = added.get(address="https://c.example")
    actions.save_source(source=edited, fields=["why"], version=0, by=None)
    client.post(url(workspace, "sources_put_back", edited.batch))
    assert "1 source taken out again. 2 stay" in client.get(url(workspace, "sources")).content.decode()
    assert sorted(Source.objects.values_list("title", flat=True)) == ["#LeVal", "Leval", "c.example"]


def test_a_line_that_cannot_be_read_is_named_and_nothing_is_added(workspace, client_for):
    client = client_for("manager")
    client.cookies["django_language"] = "en"
    said = {"lines": "https://a.example\npas une adresse", "folder": "", "why": "", "frequency": 7}
    response = client.post(url(workspace, "sources_add"), said)
    assert (response.status_code, Source.objects.count()) == (422, 0)
    assert "Line 2: pas une adresse – this is not a web address." in response.content.decode()


# -- OPML

FEED = "<outline text='{0}' xmlUrl='https://{0}.example/rss'/>"
FILE = f"<opml version='2.0'><body><outline text='Presse'>{FEED.format('ouest')}{FEED.format('est')}</outline>"
FILE += "<outline text='Piège' xmlUrl='javascript:alert(1)'/></body></opml>"


def upload(client, workspace, data, name="lecteur.opml"):
    return client.post(url(workspace, "sources_import"), {"file": SimpleUploadedFile(name, data)})


def test_an_opml_file_is_shown_before_anything_is_kept(workspace, client_for):
    make(workspace, "Est", feed="https://est.example/rss")
    client = client_for("manager")
    client.cookies["django_language"] = "en"
    shown = upload(client, workspace, FILE.encode())
    assert (len(shown.context["new"]), shown.context["doubles"], shown.context["refused_count"]) == (1, 1, 1)
    assert "Piège – this is not a web address" in shown.content.decode()
    assert Source.objects.count() == 1
    confirmed = client.post(url(workspace, "sources_import"), {"listed": shown.context["listed"]})
    assert confirmed.status_code == 302
    ouest = Source.objects.get(title="ouest")
    assert (ouest.feed, ouest.folder, ouest.kind) == ("https://ouest.example/rss", "Presse", "feed")
    client.post(url(workspace, "sources_put_back", ouest.batch))
    assert [source.title for source in Source.objects.all()] == ["Est"]


def test_the_same_file_twice_doubles_nothing(workspace, client_for):
    client = client_for("manager")
    for _time in range(2):
        client.post(url(workspace, "sources_import"), {"listed": FILE})
    assert Source.objects.count() == 2
    assert upload(client, workspace, FILE.encode()).context["new"] == []


BOMB = b'<!DOCTYPE o [<!ENTITY a "a">]><opml><body><outline text="&a;" xmlUrl="https://a.example"/></body></opml>'


@pytest.mark.parametrize("data", [b"", BOMB, b"<rss/>", b"Date,Reach\n", b" " * (opml.LARGEST + 1)], ids=range(5))
def test_a_hostile_file_is_refused_with_a_sentence_on_both_ways_in(data, workspace, client_for):
    client = client_for("manager")
    response = upload(client, workspace, data)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert client.post(url(workspace, "sources_import"), {"listed": data.decode()}).status_code == 422
    assert not Source.objects.exists()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(workspace, client_for):
    address, form = url(workspace, "sources_import"), "multipart/form-data; boundary=x"
    answer = client_for("manager").post(address, b"", content_type=form, CONTENT_LENGTH=10**9)
    assert answer.status_code == 422


def test_the_directory_goes_out_and_comes_back_the_same(workspace, client_for):
    make(
        workspace, "Le « Val » & <vous>", address="https://val.example", feed="https://val.example/rss", folder="A / B"
    )
    make(workspace, "=1+1", kind="search", address="بحث OR 🌊", why="x" * 300, frequency=90)
    archived = make(workspace, "Fermé")
    actions.archive_source(source=archived, by=None)
    names = ("title", "address", "feed", "kind", "folder", "why", "frequency")
    before = sorted(Source.objects.current().values_list(*names))
    response = client_for("guest").get(url(workspace, "sources_opml"))
    assert response.headers["Content-Disposition"] == f'attachment; filename="sources-{workspace.slug}.opml"'
    other = Workspace.objects.create(slug="autre", name="Autre")
    entries, refused = opml.read(response.content)
    with other.active():
        actions.add_sources(workspace=other, entries=entries, by=None)
        assert sorted(Source.objects.values_list(*names)) == before
    assert refused == []


def test_a_reader_changes_nothing(workspace, client_for):
    source = make(workspace)
    guest = client_for("guest")
    for name, args in (("source_read", [source.pk]), ("source_edit", [source.pk]), ("sources_add", [])):
        assert guest.post(url(workspace, name, *args)).status_code == 403
