"""Channels: one account on one network."""

import pytest
from django.urls import reverse

from strategy import networks
from strategy.models import Channel
from tests.factories import ChannelFactory


def url(workspace, name, *args):
    return reverse(f"strategy:{name}", args=[workspace.slug, *args])


def fields(**changes):
    return {
        "network": "instagram",
        "handle": " @mediatheque_val ",
        "address": "",
        "version": "0",
    } | changes


def test_the_handle_loses_its_sign_and_gives_the_address(workspace, client_for):
    assert client_for("manager").post(url(workspace, "channel_new"), fields()).status_code == 302
    channel = Channel.objects.get()
    assert (channel.handle, channel.address) == ("mediatheque_val", "https://www.instagram.com/mediatheque_val/")


def test_an_address_that_was_given_is_kept(workspace, client_for):
    client_for("manager").post(url(workspace, "channel_new"), fields(address="https://example.org/nous"))
    assert Channel.objects.get().address == "https://example.org/nous"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp//x", "https://"])
def test_an_address_is_a_web_address(workspace, client_for, address):
    answer = client_for("manager").post(url(workspace, "channel_new"), fields(address=address))
    assert answer.status_code == 422 and "address" in answer.context["form"].errors


def test_the_same_account_exists_once_whatever_its_case(workspace, client_for):
    ChannelFactory(workspace=workspace, network="instagram", handle="Mediatheque_Val")
    answer = client_for("manager").post(url(workspace, "channel_new"), fields())
    assert "handle" in answer.context["form"].errors
    assert client_for("manager").post(url(workspace, "channel_new"), fields(network="x")).status_code == 302


@pytest.mark.parametrize("network", [network.code for network in networks.NETWORKS])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_network_has_a_page_in_both_languages(workspace, client_for, network, language):
    channel = ChannelFactory(workspace=workspace, network=network)
    client = client_for("guest")
    client.cookies["django_language"] = language
    page = client.get(url(workspace, "channel", channel.pk))
    assert page.status_code == 200
    assert networks.get(network).good_for[language].split()[0] in page.content.decode()


def test_archive_and_undo(workspace, client_for):
    channel = ChannelFactory(workspace=workspace)
    lead = client_for("lead")
    lead.post(url(workspace, "channel_archive", channel.pk))
    assert not Channel.objects.current().exists()
    lead.post(url(workspace, "channel_restore", channel.pk))
    assert Channel.objects.current().get() == channel


def test_a_change_has_the_stored_dashboards_made_again(workspace, client_for):
    channel = ChannelFactory(workspace=workspace)
    client_for("lead").post(url(workspace, "channel_archive", channel.pk))
    client_for("lead").post(url(workspace, "channel_restore", channel.pk))
    job = workspace.jobs.get()
    assert (job.kind, job.key) == ("kpis.refresh", "refresh")
