"""Pages of step 4: channels."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from cmtool.lib.htmx import go, render_page
from cmtool.templatetags.ui import number
from strategy import networks, profile
from strategy.actions import channels as actions
from strategy.forms.channels import ChannelForm, OfferForm, VoiceForm
from strategy.models import Channel, NetworkDecision
from strategy.profile_words import bio_fits, bio_length, item_advice, item_label, length_in_words
from workspaces.audit import activity_of
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH, form_page


@workspace_view(Permission.READ)
def channels(request):
    archived = request.GET.get("archived") == "1"
    rows = Channel.objects.exclude(archived_at=None) if archived else Channel.objects.current()
    decisions = {decision.network: decision for decision in NetworkDecision.objects.current()}
    context = {
        "section": "channels",
        "channels": [(channel, decisions.get(channel.network)) for channel in rows],
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
        "decision": NetworkDecision.objects.current().filter(network=channel.network).first(),
        "good_for": channel.network_info.good_for[language],
        "export_hint": channel.network_info.export_hint[language],
        "limits": _limits_in_words(channel.network_info),
        "bio": bio_length(channel.network, channel.bio),
        **_profile(request, channel),
        "events": activity_of(channel)[:20],
    }
    return render_page(request, "strategy/channel.html", context, fragment="profile")


def _profile(request, channel) -> dict:
    """The checklist of the profile, as its fragment shows it."""
    found = profile.look(channel.checklist, request.workspace.today())
    can_edit = request.membership.can(Permission.EDIT_STRATEGY)
    return {
        "profile": found,
        "items": [(item, item_label(item.code), item_advice(item.code)) for item in found.items],
        "can_edit": can_edit,
        "can_check": can_edit and channel.archived_at is None,
    }


def _limits_in_words(network: networks.Network) -> list[tuple[str, str]]:
    """What the network allows, as (label, sentence): only what is known."""
    text, media, rows = network.text, network.media, []
    if text.limit:
        rows.append((gettext("Text"), length_in_words(text.unit, text.limit)))
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
    return _edit(request, instance, ChannelForm, gettext("New channel"), gettext("Create the channel"))


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def channel_edit(request, pk):
    return _edit(request, _current(pk), ChannelForm, gettext("Edit the channel"))


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def channel_offer(request, pk):
    return _edit(request, _current(pk), OfferForm, gettext("Digital service offer"))


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def channel_voice(request, pk):
    return _edit(request, _current(pk), VoiceForm, gettext("Voice and rhythm"))


def _asking(request):
    """The import whose question sent the reader here, as ``?import=<id>``."""
    number = request.GET.get("import", "")
    return request.workspace.imports.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None


def _current(pk: int) -> Channel:
    return get_object_or_404(Channel.objects.current(), pk=pk)


def _edit(request, instance, form_class, heading, button=""):
    form = form_class(request.POST or None, instance=instance)

    def save(channel):
        actions.save_channel(
            channel=channel, fields=form._meta.fields, version=form.cleaned_data["version"], by=request.user
        )
        messages.success(request, gettext("Channel saved."))
        asking = _asking(request)
        home = reverse("strategy:channel", args=[request.workspace.slug, channel.pk])
        return go(request, asking.asked_at() if asking else home)

    context = {
        "section": "channels",
        "heading": heading,
        "button": button or gettext("Save"),
        "address": request.get_full_path(),
    }
    return form_page(request, form, save, template="strategy/channel_form.html", context=context)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def channel_bio(request, pk):
    """The fragment under the presentation: its length as the network counts, and what the offer would make of it.

    With ``take``, the field itself with the proposal in it.
    """
    channel = _current(pk)
    form = OfferForm(request.POST, instance=channel)
    typed = {name: request.POST.get(name, "")[:2000] for name in ("talk_about", "ask_about", "bio")}
    proposal = profile.bio(
        typed["talk_about"],
        typed["ask_about"],
        invitation=gettext("Ask us about: "),
        fits=lambda text: bio_fits(channel.network, text),
    )
    if "take" in request.POST and proposal:
        form = OfferForm(instance=channel, initial={"bio": proposal})
        return HttpResponse(form["bio"])
    length = bio_length(channel.network, typed["bio"])
    context = {"channel": channel, "length": length, "proposal": proposal if proposal != typed["bio"] else ""}
    return render(request, "strategy/_bio.html", context)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def channel_profile(request, pk):
    """Tick an item of the profile as found in order today, or take that back."""
    channel = _current(pk)
    item = request.POST.get("item", "")
    if item not in profile.CHECKLIST:
        raise BadRequest
    day = request.workspace.today() if request.POST.get("good") == "1" else None
    actions.look_at_profile(channel=channel, item=item, day=day, by=request.user)
    if request.htmx:
        context = {"channel": channel, **_profile(request, channel)}
        return render(request, "strategy/channel.html#profile", context)
    return redirect("strategy:channel", request.workspace.slug, pk)


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
