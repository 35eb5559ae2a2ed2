"""A channel's page: its offer and presentation, voice, profile."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from strategy.actions.channels import look_at_profile
from strategy.models import Channel
from tests.factories import ChannelFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def channel(workspace):
    return ChannelFactory(workspace=workspace, network="x", handle="val", talk_about="", bio="")


@pytest.fixture
def english(client_for):
    client = client_for("manager")
    client.cookies["django_language"] = "en"
    return client


def url(workspace, name, *args):
    return reverse(f"strategy:{name}", args=[workspace.slug, *args])


class TestOffer:
    def fields(self, **changes):
        return {
            "talk_about": "Animations",
            "ask_about": "Horaires",
            "bio": "Bonjour",
            "link": "",
            "version": "0",
        } | changes

    def test_it_is_written_and_shown_to_all(self, workspace, client_for, channel):
        link = "example.org/nous"
        client_for("manager").post(url(workspace, "channel_offer", channel.pk), self.fields(link=link))
        page = client_for("guest").get(url(workspace, "channel", channel.pk)).content.decode()
        for words in ("Animations", "Horaires", "Bonjour", "https://example.org/nous"):
            assert words in page
        assert url(workspace, "channel_offer", channel.pk) not in page

    def test_it_leaves_the_account_alone(self, workspace, client_for, channel):
        fields = self.fields(handle="autre", cadence="9")
        client_for("manager").post(url(workspace, "channel_offer", channel.pk), fields)
        channel.refresh_from_db()
        assert (channel.handle, channel.cadence, channel.version) == ("val", None, 1)

    def test_two_people_at_once(self, workspace, client_for, channel):
        client_for("lead").post(url(workspace, "channel_voice", channel.pk), {"tone": "chaleureux", "version": "0"})
        answer = client_for("manager").post(url(workspace, "channel_offer", channel.pk), self.fields())
        assert answer.status_code == 409 and "Animations" in answer.content.decode()

    def test_a_bio_that_is_too_long_is_kept_and_said(self, workspace, english, channel):
        english.post(url(workspace, "channel_offer", channel.pk), self.fields(bio="é" * 161))
        page = english.get(url(workspace, "channel", channel.pk)).content.decode()
        assert "161 of 160 characters" in page

    @pytest.mark.parametrize(
        ("network", "text", "words"),
        [
            ("x", "Val 🇫🇷 https://exemple.org/une/adresse/longue", "30 of 160 characters"),
            ("mastodon", "@lea@val.example 🇫🇷", "6 of 500 characters"),
            ("bluesky", "👩‍👩‍👧 é", "3 of 256 characters"),
            ("youtube", "été", "5 of 1,000 bytes"),
            ("blog", "été", "3 characters"),
        ],
    )
    def test_each_network_counts_in_its_own_way(self, workspace, english, network, text, words):
        channel = ChannelFactory(workspace=workspace, network=network)
        page = english.post(url(workspace, "channel_bio", channel.pk), {"bio": text}).content.decode()
        assert words in page

    def test_the_presentation_is_proposed_from_the_offer_and_taken(self, workspace, english, channel):
        typed = {"talk_about": "Events\nNew books", "ask_about": "Opening hours", "bio": ""}
        wanted = "Events, New books. Ask us about: Opening hours."
        page = english.post(url(workspace, "channel_bio", channel.pk), typed).content.decode()
        assert wanted in page
        field = english.post(url(workspace, "channel_bio", channel.pk), typed | {"take": "1"}).content.decode()
        assert field.startswith("<textarea") and wanted in field
        page = english.post(url(workspace, "channel_bio", channel.pk), typed | {"bio": wanted}).content.decode()
        assert "Use it" not in page

    def test_markup_stays_text(self, workspace, english, channel):
        typed = {"talk_about": "<script>alert(1)</script>", "bio": ""}
        page = english.post(url(workspace, "channel_bio", channel.pk), typed).content.decode()
        assert "<script>" not in page and "&lt;script&gt;" in page


class TestVoice:
    def fields(self, **changes):
        fields = {"tone": "chaleureux", "form_of_address": "tu", "cadence": "2.5", "uses": "Annoncer", "version": "0"}
        return fields | changes

    def test_it_is_settled(self, workspace, client_for, channel):
        client_for("manager").post(url(workspace, "channel_voice", channel.pk), self.fields())
        channel.refresh_from_db()
        assert (channel.tone, channel.form_of_address, float(channel.cadence)) == ("chaleureux", "tu", 2.5)

    @pytest.mark.parametrize(("name", "value"), [("cadence", "-1"), ("cadence", "201"), ("form_of_address", "thou")])
    def test_what_cannot_be_is_refused(self, workspace, client_for, channel, name, value):
        answer = client_for("manager").post(url(workspace, "channel_voice", channel.pk), self.fields(**{name: value}))
        assert answer.status_code == 422 and name in answer.context["form"].errors

    def test_an_archived_channel_is_not_edited(self, workspace, client_for, channel):
        Channel.objects.update(archived_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        for name in ("channel_offer", "channel_voice", "channel_edit"):
            assert client_for("lead").get(url(workspace, name, channel.pk)).status_code == 404


class TestProfile:
    def test_an_item_is_ticked_with_its_day_and_unticked(self, workspace, client_for, channel):
        manager = client_for("manager")
        address = url(workspace, "channel_profile", channel.pk)
        assert manager.post(address, {"item": "photo", "good": "1"}).status_code == 302
        channel.refresh_from_db()
        assert channel.checklist == {"photo": "2026-11-22"}
        manager.post(address, {"item": "photo", "good": "0"})
        channel.refresh_from_db()
        assert channel.checklist == {}
        verbs = list(workspace.audit_events.order_by("pk").values_list("verb", flat=True))
        assert verbs == ["channel.checked", "channel.unchecked"]

    def test_htmx_gets_the_checklist_alone(self, workspace, english, channel):
        address = url(workspace, "channel_profile", channel.pk)
        part = english.post(address, {"item": "link", "good": "1"}, headers=HTMX).content.decode()
        assert part.strip().startswith("<section") and "<html" not in part
        assert "1 of 6 in order" in part and "in order on 22 November 2026" in part

    def test_what_is_no_item_is_refused(self, workspace, client_for, channel):
        address = url(workspace, "channel_profile", channel.pk)
        assert client_for("manager").post(address, {"item": "logo", "good": "1"}).status_code == 400

    def test_two_items_ticked_from_two_pages_are_both_kept(self, workspace, member, channel):
        seen, also_seen = Channel.objects.get(), Channel.objects.get()
        for one, item in ((seen, "photo"), (also_seen, "link")):
            look_at_profile(channel=one, item=item, day=dt.date(2026, 11, 22), by=member("lead"))
        assert set(Channel.objects.get().checklist) == {"photo", "link"}
        assert Channel.objects.get().version == 0  # nobody who is writing the offer is disturbed

    def test_ticking_twice_says_it_once(self, workspace, member, channel):
        for wanted in (True, False):
            done = look_at_profile(channel=channel, item="photo", day=dt.date(2026, 11, 22), by=member("lead"))
            assert done is wanted
        assert workspace.audit_events.count() == 1
