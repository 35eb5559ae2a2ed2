"""Pages of step 4: channels."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext

from cmtool.lib.htmx import go, render_page
from cmtool.templatetags.ui import number
from strategy import networks
from strategy.actions import channels as actions
from strategy.forms.channels import ChannelForm
from strategy.models import Channel
from workspaces.audit import activity_of
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH, form_page


@workspace_view(Permission.READ)
def channels(request):
    archived = request.GET.get("archived") == "1"
    rows = Channel.objects.exclude(archived_at=None) if archived else Channel.objects.current()
    context = {
        "section": "channels",
        "channels": rows,
        "archived": archived,
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY),
    }
    return render_page(request, "strategy/channels.html", context)


@workspace_view(Permission.READ)
def channel(request, pk):
    channel = get_object_or_404(Channel, pk=pk)
    language = (get_language() or "fr")[:2]
    context = {
        "section": "channels",
        "channel": channel,
        "good_for": channel.network_info.good_for[language],
        "export_hint": channel.network_info.export_hint[language],
        "limits": _limits_in_words(channel.network_info),
        "events": activity_of(channel)[:20],
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY),
    }
    return render_page(request, "strategy/channel.html", context)


def _limits_in_words(network: networks.Network) -> list[tuple[str, str]]:
    """What the network allows, as (label, sentence): only what is known."""
    text, media, rows = network.text, network.media, []
    length = {
        "bytes": gettext("%(n)s bytes"),
        "weighted": gettext("%(n)s characters, emoji and links counted its own way"),
    }.get(text.unit, gettext("%(n)s characters"))
    if text.limit:
        rows.append((gettext("Text"), length % {"n": number(text.limit)}))
    if text.title_limit:
        rows.append((gettext("Title"), gettext("%(n)s characters") % {"n": number(text.title_limit)}))
    if text.link:
        rows.append((gettext("Links"), gettext("each counts for %(n)s characters") % {"n": text.link}))
    low, high = text.hashtags_advised
    if high:
        rows.append((gettext("Hashtags"), gettext("%(low)s to %(high)s advised") % {"low": low, "high": high}))
    if media.images:
        rows.append((gettext("Images"), gettext("%(n)s at most in one post") % {"n": media.images}))
    if media.alt_text_limit:
        rows.append((gettext("Text alternative"), gettext("%(n)s characters") % {"n": number(media.alt_text_limit)}))
    if media.video_seconds:
        rows.append((gettext("Video"), gettext("%(n)s minutes at most") % {"n": number(media.video_seconds / 60, 1)}))
    return rows


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def channel_new(request):
    network = request.GET.get("network", "")
    known = {network.code for network in networks.NETWORKS}
    instance = Channel(workspace=request.workspace, network=network if network in known else "")
    return _edit_channel(request, instance, gettext("New channel"), gettext("Create the channel"))


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def channel_edit(request, pk):
    instance = get_object_or_404(Channel.objects.current(), pk=pk)
    return _edit_channel(request, instance, gettext("Edit the channel"), gettext("Save"))


def _edit_channel(request, instance, heading, button):
    form = ChannelForm(request.POST or None, instance=instance, workspace=request.workspace)

    def save(channel):
        actions.save_channel(
            channel=channel, fields=form._meta.fields, version=form.cleaned_data["version"], by=request.user
        )
        messages.success(request, gettext("Channel saved."))
        return go(request, "strategy:channel", request.workspace.slug, channel.pk)

    context = {"section": "channels", "heading": heading, "button": button, "address": request.get_full_path()}
    return form_page(request, form, save, template="strategy/channel_form.html", context=context)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def channel_archive(request, pk):
    channel = get_object_or_404(Channel, pk=pk)
    actions.archive_channel(channel=channel, by=request.user)
    undo = reverse("strategy:channel_restore", args=[request.workspace.slug, pk])
    messages.success(request, gettext("“%(title)s” is archived.") % {"title": channel}, extra_tags=undo)
    return redirect("strategy:channels", request.workspace.slug)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def channel_restore(request, pk):
    channel = get_object_or_404(Channel, pk=pk)
    actions.restore_channel(channel=channel, by=request.user)
    messages.success(request, gettext("“%(title)s” is back.") % {"title": channel})
    return redirect("strategy:channel", request.workspace.slug, pk)
