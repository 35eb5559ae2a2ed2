"""From a post to the forms of the composer and back: what was typed becomes one content."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from calendar_app import checklist, clock, readiness
from calendar_app.compose_words import in_the_way
from calendar_app.contents import Content, content_of, edited, new_content, new_publication, plain
from calendar_app.forms.compose import MOST_FILES, AttachmentForm, KeptForm, PlaceForm, PostForm, UploadForm
from calendar_app.models import Attachment, Post, Publication
from calendar_app.uploads import Upload, opened, token
from strategy.models import Channel
from workspaces.models import User, Workspace

WHEN = ("day", "time", "zone")
Typed = dict[str, list[str]]


class Composer:
    """The forms of one post: ``form`` the post, ``places`` per channel, ``pictures`` those it has, ``upload`` new ones,
    ``kept`` those that ``user`` chose for an attempt to save that was refused.

    ``typed`` is what a draft kept: the forms show it without judging it. ``proposed`` are fields of a new post.
    """

    def __init__(
        self,
        workspace: Workspace,
        post: Post,
        *,
        data: QueryDict | None = None,
        files=None,
        user: User | None = None,
        typed: Typed | None = None,
        proposed: dict[str, Any] | None = None,
        ids: str = "id_%s",
    ):
        self.workspace, self.post, self.user = workspace, post, user
        self.base: Content = content_of(post) if post.pk else new_content()
        rows = {row["channel"]: row for row in self.base["publications"]}
        self.channels = list(
            Channel.objects.filter(Q(pk__in=Channel.objects.held().values("pk")) | Q(pk__in=[pk for pk in rows if pk]))
            .select_related("tracking")
            .order_by("network", "handle", "pk")
        )
        self.attachments = list(post.attachments.filter(removed_at=None)) if post.pk else []
        self._args = {"data": data, "auto_id": ids}
        self._typed, self._proposed = typed, proposed or {}
        shared = self._shared_when()
        self.form = PostForm(
            **self._args,
            workspace=workspace,
            instance=copy.copy(post),
            initial=self._initial(PostForm, {**self._post_initial(), **shared}),
        )
        self.places = [self._place(channel, rows.get(channel.pk), shared) for channel in self.channels]
        self.pictures = [self._picture(attachment) for attachment in self.attachments]
        self.upload = UploadForm(data, files, auto_id=ids)
        self._lost = False
        self.kept = self._kept_files()
        self.ask_past = False

    # what the forms show first

    def _initial(self, form, stored: dict[str, Any], prefix: str = "") -> dict[str, Any]:
        if self._typed is None:
            return stored
        names = [f"{prefix}{name}" for name in form.base_fields]
        return {
            name.removeprefix(prefix): _as_typed(form, name.removeprefix(prefix), self._typed, name) for name in names
        }

    def _post_initial(self) -> dict[str, Any]:
        return {"tags": ", ".join(self.base["tags"]), "reason": self.post.dropped_reason, **self._proposed}

    def _shared_when(self) -> dict[str, Any]:
        """The day and time of the first publication: those that differ have their own."""
        first = next(iter(self.base["publications"]), None)
        if first:
            return {name: first[name] for name in WHEN}
        proposed = {name: self._proposed.get(name) for name in WHEN}
        return {**proposed, "zone": proposed["zone"] or self.workspace.time_zone}

    def _place(self, channel: Channel, row: dict[str, Any] | None, shared: dict[str, Any]) -> PlaceForm:
        stored = dict(row or {})
        stored["on"] = bool(row) or channel.pk in self._proposed.get("channels", ())
        stored["own_when"] = bool(row) and any(row[name] != shared[name] for name in WHEN)
        return PlaceForm(
            **self._args,
            channel=channel,
            row=row,
            attachments=self.attachments,
            initial=self._initial(PlaceForm, {**shared, **stored}, f"c{channel.pk}-"),
        )

    def _picture(self, attachment: Attachment) -> AttachmentForm:
        stored = {"alt": attachment.alt, "position": attachment.position + 1}
        initial = self._initial(AttachmentForm, stored, f"a{attachment.pk}-")
        return AttachmentForm(**self._args, attachment=attachment, initial={**stored, **_said(initial)})

    def _kept_files(self) -> list[KeptForm]:
        data, typed = self._args["data"], self._typed or {}
        found = []
        for n in range(MOST_FILES if self.user else 0):
            name = f"k{n}-token"
            text = data.get(name) if data is not None else next(iter(typed.get(name, ())), None)
            if not text:
                continue
            upload = opened(text, self.workspace, self.user)
            if upload is None or not upload.is_there:
                self._lost = True
            else:
                initial = self._initial(KeptForm, {}, f"k{n}-")
                found.append(KeptForm(**self._args, number=n, upload=upload, initial=initial))
        return found

    def keep(self, uploads: Iterable[Upload]) -> None:
        """Have these files among those that were chosen: what was typed is shown again, and they with it."""
        data = self._args["data"].copy()
        data.setlist("file_alt", [])
        self.upload.data = data
        self.upload.errors.pop("file_alt", None)
        for upload in uploads:
            n = next(n for n in range(2 * MOST_FILES) if n not in {form.number for form in self.kept})
            data[f"k{n}-token"], data[f"k{n}-alt"] = token(upload, self.workspace, self.user), upload.alt
            form = KeptForm(**(self._args | {"data": data}), number=n, upload=upload)
            form.is_valid()
            self.kept.append(form)
        self._args["data"] = data

    # what was typed

    @property
    def forms(self) -> list:
        return [self.form, *self.places, *self.pictures, *self.kept, self.upload]

    @property
    def data(self) -> QueryDict:
        return self._args["data"]

    @property
    def errors(self) -> int:
        return sum(len(form.errors) for form in self.forms)

    def is_valid(self, step: str = "") -> bool:
        """Whether it can be stored. Being too long for a network is no obstacle, unless the post is scheduled."""
        if not all([form.is_valid() for form in self.forms]):  # noqa: C419  every form says its errors
            return False
        if self._lost:
            self.upload.add_error("files", _("A picture that you had chosen is no longer here: choose it again."))
        if len(self.attachments) + len(self.chosen) + len(self.uploads) > MOST_FILES:
            self.upload.add_error("files", _("At most 20 images and videos in one post."))
        self._check_past()
        if self.post.status == Post.Status.SCHEDULED and step in ("", Post.Status.SCHEDULED):
            self._check_networks()
        return not self.errors

    @property
    def uploads(self) -> list[tuple]:
        """(medium, name, alternative) of the files that came with the form."""
        return self.upload.cleaned_data.get("media", [])

    @property
    def chosen(self) -> list[Upload]:
        """The files of former attempts, with what is said of them now."""
        forms = [form for form in self.kept if form.is_bound and not form.cleaned_data.get("remove")]
        return [replace(form.upload, alt=form.cleaned_data.get("alt", "").replace("\r\n", "\n")) for form in forms]

    def _check_past(self) -> None:
        known = {row["uid"]: row for row in self.base["publications"]}
        for row in self.content()["publications"]:
            before = known.get(row["uid"]) or {}
            if any(row[name] != before.get(name) for name in WHEN) and self._is_past(row):
                self.ask_past = True
        if self.ask_past and not self.form.cleaned_data["past_ok"]:
            self.form.add_error("day", _("This moment has passed: tick below if it is meant so."))

    def _is_past(self, row: dict[str, Any]) -> bool:
        if row["state"] != Publication.State.PLANNED or not row["day"]:
            return False
        day = dt.date.fromisoformat(row["day"])
        if not row["time"]:
            return day < self.workspace.today()
        return clock.moment(day, dt.time.fromisoformat(row["time"]), row["zone"]) < timezone.now()

    def _check_networks(self) -> None:
        found = [remark for place in self.there() for remark in checklist.refusals(place)]
        if found:
            sentence = _("The post is scheduled, and a network would refuse this. Correct it, or make it a draft.")
            self.form.add_error("text", f"{sentence} {in_the_way(found)}")

    # back to a content

    def content(self) -> Content:
        """What the valid forms say; what they do not ask is as it was stored."""
        content = edited(self.base)
        for name in PostForm.Meta.fields:
            content["post"][name] = plain(self.form.instance, name)
        content["tags"] = self.form.cleaned_data.get("tags", content["tags"])
        content["attachments"] = self._attachments()
        content["publications"] = self._publications({row["id"] for row in content["attachments"]})
        return content

    def _attachments(self) -> list[dict[str, Any]]:
        rows = {row["id"]: row for row in edited(self.base)["attachments"]}
        kept = []
        for picture in self.pictures:
            row, said = rows[picture.attachment.pk], picture.cleaned_data
            if not said.get("remove"):
                row["alt"] = said.get("alt", row["alt"]).replace("\r\n", "\n")
                kept.append((said.get("position", row["position"] + 1), row["id"], row))
        return [{**row, "position": n} for n, (_place, _id, row) in enumerate(sorted(kept, key=lambda one: one[:2]))]

    def _publications(self, media: set[int]) -> list[dict[str, Any]]:
        loose = next((row for row in self.base["publications"] if row["channel"] is None), None)
        rows = []
        for place in self.places:
            if place.cleaned_data.get("on"):
                row = place.row or loose or new_publication(channel=None, zone=self.workspace.time_zone)
                loose = loose if place.row else None
                rows.append(self._row(place, edited(row), media))
        if not rows and self.form.cleaned_data.get("day"):
            row = loose or new_publication(channel=None, zone=self.workspace.time_zone)
            rows.append({**row, **self._when(self.form)})
        order = {row["uid"]: n for n, row in enumerate(self.base["publications"])}
        return sorted(rows, key=lambda row: order.get(row["uid"], len(order)))

    def _row(self, place: PlaceForm, row: dict[str, Any], media: set[int]) -> dict[str, Any]:
        said = place.cleaned_data
        own_text, own_media = said.get("own_text", False), said.get("own_media", False)
        return {
            **row,
            "channel": place.channel.pk,
            "own_text": own_text,
            "text": said.get("text", "") if own_text else "",
            "link": said.get("link", ""),
            "own_media": own_media,
            "media": sorted(set(said.get("media", [])) & media) if own_media else [],
            **self._when(place if said.get("own_when") else self.form),
        }

    def _when(self, form) -> dict[str, Any]:
        day, time = form.cleaned_data.get("day"), form.cleaned_data.get("time")
        return {
            "day": day.isoformat() if day else None,
            "time": time.strftime("%H:%M") if time and day else None,
            "zone": form.cleaned_data.get("zone") or self.form.cleaned_data.get("zone") or self.workspace.time_zone,
        }

    # beside the text

    def seen(self) -> Content:
        """``content`` with the files that are chosen, by numbers below 0."""
        content = self.content()
        first = len(content["attachments"])
        content["attachments"] += [
            {"id": -n, "name": upload.name, "alt": upload.alt, "digest": upload.digest, "position": first + n}
            for n, upload in enumerate(self.chosen, 1)
        ]
        return content

    def there(self) -> list[checklist.Place]:
        channels = {channel.pk: channel for channel in self.channels}
        files = readiness.files_of(self.attachments) | readiness.files_chosen(self.chosen)
        return readiness.places(self.form.instance, self.seen(), channels, files)


def _as_typed(form, name: str, typed: Typed, key: str) -> Any:
    """A field as a draft kept it: boxes are there or not, lists are lists, the rest is text."""
    field = form.base_fields[name]
    values = typed.get(key, [])
    if field.widget.__class__.__name__ == "CheckboxInput":
        return bool(values)
    if getattr(field.widget, "allow_multiple_selected", False):
        return values
    return values[0] if values else ""


def _said(initial: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in initial.items() if value not in ("", None)}
