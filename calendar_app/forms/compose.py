"""What the composer asks: the post, its place on each channel, its pictures, comments."""

from __future__ import annotations

import os

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from calendar_app import media
from calendar_app.compose_words import refused_file
from calendar_app.forms.moves import DayField
from calendar_app.models import Attachment, Comment, Pillar, Post, Publication
from calendar_app.uploads import Upload
from strategy.forms.widgets import CheckedTextarea, DateInput
from strategy.models import Channel, Community, Objective
from workspaces.models import User, Workspace, valid_time_zone

MOST_TAGS = 30
MOST_FILES = 20
PER_UPLOAD = 10

#: Zones offered first: where French is spoken. Any other name may be typed.
ZONES = (
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte",
    "America/Miquelon", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis", "Europe/Brussels", "Europe/Luxembourg",
    "Europe/Zurich", "America/Montreal", "Europe/London", "UTC",
)  # fmt: skip


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class Lines(forms.CharField):
    """Text as it was typed, with line ends of one kind."""

    def __init__(self, **kwargs):
        super().__init__(strip=False, required=False, **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


def zone_field() -> forms.CharField:
    widget = forms.TextInput(attrs={"list": "zones", "autocomplete": "off"})
    return forms.CharField(
        label=_("Time zone"), required=False, max_length=50, validators=[valid_time_zone], widget=widget
    )


class PostForm(forms.ModelForm):
    """The post itself, with the day and time that its channels share."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    text = Lines(label=_("Text"), max_length=70_000, widget=CheckedTextarea(rows=7))
    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=1300, help_text=_("Separated by commas."), widget=forms.TextInput
    )
    day = DayField(label=_("Day"), required=False, widget=DateInput())
    time = forms.TimeField(label=_("Time"), required=False, widget=TimeInput())
    zone = zone_field()
    past_ok = forms.BooleanField(label=_("It is in the past: keep it so"), required=False)
    reason = forms.CharField(label=_("Why it is dropped"), required=False, max_length=300)

    class Meta:
        model = Post
        fields = [
            "title", "text", "link", "objective", "pillar", "community", "form", "origin", "credit", "spontaneous",
            "sensitivity", "owner", "due", "note",
        ]  # fmt: skip
        field_classes = dict.fromkeys(["objective", "pillar", "community"], SafeModelChoiceField)
        widgets = {"note": forms.Textarea(attrs={"rows": 2}), "due": DateInput()}

    def __init__(self, *args, workspace: Workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.workspace, self.zones = workspace, ZONES
        self.initial.setdefault("version", self.instance.version or 0)
        self.initial.setdefault("zone", workspace.time_zone)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("For the team. Left empty: the first words of the text.")
        here = self.instance
        self.fields["objective"].queryset = _offered(Objective.objects.current(), Objective, here.objective_id)
        self.fields["pillar"].queryset = _offered(Pillar.objects.current(), Pillar, here.pillar_id)
        self.fields["community"].queryset = _offered(
            Community.objects.filter(archived_at=None), Community, here.community_id
        )
        members = User.objects.filter(Q(memberships__workspace=workspace) | Q(pk=here.owner_id))
        self.fields["owner"].queryset = members.distinct().order_by("name", "email")

    def clean_tags(self) -> list[str]:
        names = [" ".join(name.split()) for name in self.cleaned_data["tags"].split(",")]
        names = sorted({name for name in names if name})
        if len(names) > MOST_TAGS or any(len(name) > 40 for name in names):
            raise forms.ValidationError(_("At most 30 tags, of 40 characters each."))
        return names

    def clean_zone(self) -> str:
        return self.cleaned_data["zone"] or self.workspace.time_zone

    def clean(self):
        data = super().clean()
        if not data.get("title") and "title" not in self.errors:
            words = " ".join(data.get("text", "").split())
            data["title"] = words if len(words) <= 80 else words[:79].rpartition(" ")[0] + "…"
            if not data["title"]:
                self.add_error("title", _("Say what it is about, in a few words."))
        if data.get("time") and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose the day too."))
        return data


def _offered(current, model, chosen: int | None):
    """Those in use, and the one that the post has even if it was archived since."""
    return model.objects.filter(Q(pk__in=current.values("pk")) | Q(pk=chosen))


class PlaceForm(forms.Form):
    """The post on one channel: the same words, day and time as everywhere unless they are its own."""

    on = forms.BooleanField(required=False)
    own_text = forms.BooleanField(label=_("A text of its own"), required=False)
    text = Lines(label=_("Text for this network"), max_length=70_000, widget=CheckedTextarea(rows=4))
    link = forms.URLField(label=_("Link for this network"), required=False, max_length=2000, assume_scheme="https")
    own_media = forms.BooleanField(label=_("Pictures of its own choice"), required=False)
    media = forms.TypedMultipleChoiceField(
        label=_("Pictures for this network"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    own_when = forms.BooleanField(label=_("A day and time of its own"), required=False)
    day = DayField(label=_("Day"), required=False, widget=DateInput())
    time = forms.TimeField(label=_("Time"), required=False, widget=TimeInput())
    zone = zone_field()

    def __init__(self, *args, channel: Channel, row: dict | None = None, attachments=(), **kwargs):
        super().__init__(*args, prefix=f"c{channel.pk}", **kwargs)
        self.channel, self.row = channel, row
        self.network = channel.network_info
        self.fields["on"].label = str(channel)
        self.fields["media"].choices = [(each.pk, each.name) for each in attachments]
        #: Published there: it can no longer be taken off.
        self.fixed = bool(row) and row["state"] == Publication.State.PUBLISHED
        self.fields["on"].disabled = self.fixed

    def clean(self):
        data = super().clean()
        if data.get("own_when") and data.get("time") and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose the day too."))
        return data


def alt_field() -> forms.CharField:
    return forms.CharField(
        label=_("Text alternative"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What it shows, for those who cannot see it."),
    )  # fmt: skip


class AttachmentForm(forms.Form):
    """A picture that is there: its text alternative, its place, or off with it."""

    alt = alt_field()
    position = forms.IntegerField(label=_("Order"), min_value=1, max_value=99)
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args, attachment: Attachment, **kwargs):
        super().__init__(*args, prefix=f"a{attachment.pk}", **kwargs)
        self.attachment = attachment


class KeptForm(forms.Form):
    """A picture that was chosen and is not saved yet, because something else has to be corrected first."""

    token = forms.CharField(max_length=2000, widget=forms.HiddenInput)
    alt = alt_field()
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args, number: int, upload: Upload, **kwargs):
        super().__init__(*args, prefix=f"k{number}", **kwargs)
        self.number, self.upload = number, upload
        if self.data.get(self.add_prefix("remove")):
            self.fields["alt"].required = False

    @property
    def shown(self) -> str:
        return media.in_page(self.upload.key)


TAKEN = "image/jpeg,image/png,image/gif,image/webp,video/mp4,video/webm,video/quicktime"


class Several(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(one, initial) for one in data or []]


class UploadForm(forms.Form):
    """New pictures and videos, each with its text alternative (``file_alt``, in the same order)."""

    files = FilesField(
        label=_("Add files"),
        required=False,
        allow_empty_file=True,  # refused by its name, the others are kept
        widget=Several(attrs={"accept": TAKEN}),
        help_text=_("JPEG, PNG, GIF or WebP up to 15 MB; MP4, WebM or MOV up to 100 MB."),
    )  # fmt: skip
    file_alt = forms.CharField(
        label=_("Text alternative"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    def clean(self):
        data = super().clean()
        files = data.get("files", [])
        alts = [alt.replace("\r\n", "\n").strip() for alt in self.data.getlist("file_alt")] if files else []
        alts += [""] * (len(files) - len(alts))
        if len(files) > PER_UPLOAD:
            self.add_error("files", _("At most 10 files at once."))
            return data
        if any(not alt or len(alt) > 2000 or "\x00" in alt for alt in alts[: len(files)]):
            self.add_error("file_alt", _("Say in words what each picture shows: 2,000 characters at most."))
        data["media"] = [one for file, alt in zip(files, alts, strict=False) if (one := self._read(file, alt))]
        return data

    def _read(self, file, alt: str):
        """The file made harmless, with its name and alternative; an error where it is refused."""
        name = _clean_name(file.name)
        try:
            if file.size > media.LARGEST_VIDEO:
                raise media.Refused("video_too_large")
            return media.read(file.read()), name, alt
        except media.Refused as refused:
            self.add_error("files", refused_file(refused.code, name))


def _clean_name(name: str) -> str:
    """The name as it is shown: of the last part, without what does not print."""
    shown = "".join(letter for letter in os.path.basename(name.replace("\\", "/")) if letter.isprintable())
    return shown.strip()[-200:] or "file"


class CommentForm(forms.ModelForm):
    text = Lines(label=_("Comment"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = Comment
        fields = ["text", "internal"]

    def clean_text(self):
        if not self.cleaned_data["text"].strip():
            raise forms.ValidationError(_("Write something first."))
        return self.cleaned_data["text"]


class IdeaForm(forms.Form):
    """An idea in one line."""

    idea = forms.CharField(
        label=_("An idea?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DropForm(forms.Form):
    reason = forms.CharField(label=_("Why it is dropped"), max_length=300)
