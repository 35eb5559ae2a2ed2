"""What is chosen for a file of posts."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from calendar_app.forms.canvas import PostFilter
from calendar_app.models import Post, Publication
from workspaces.models import Workspace


class ExportForm(forms.Form):
    """The format, the days and, beside them, the filter of the calendar."""

    FORMATS = {
        "csv": _("CSV: every column, comes back as it is"),
        "xlsx": _("Excel: every column, comes back as it is"),
        "json": _("JSON: for programs, comes back as it is"),
        "hootsuite": _("Hootsuite: what is to go out, 350 per file, one file per channel"),
        "buffer": _("Buffer: what is to go out, 100 per file, one file per channel"),
        "ics": _("iCalendar: for a calendar app"),
    }
    format = forms.ChoiceField(label=_("Format"), choices=list(FORMATS.items()), widget=forms.RadioSelect)
    start = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data, *, workspace: Workspace, **kwargs):
        super().__init__(data, **kwargs)
        self.filter = PostFilter(data if data is not None else kwargs.get("initial"), workspace=workspace)

    def clean(self):
        said = super().clean()
        if said.get("start") and said.get("end") and said["end"] < said["start"]:
            raise forms.ValidationError(_("The last day is before the first one."))
        return said

    @property
    def days(self) -> dict[str, object]:
        said = {"day__gte": self.cleaned_data.get("start"), "day__lte": self.cleaned_data.get("end")}
        return {lookup: day for lookup, day in said.items() if day}

    def publications(self) -> QuerySet[Publication]:
        return self.filter.filter(Publication.objects.live()).filter(**self.days)

    def posts(self) -> QuerySet[Post]:
        """Those of the filter; with days, those that have a publication on one of them."""
        posts = self.filter.filter_posts(Post.objects.live())
        return posts.filter(pk__in=self.publications().values("post")) if self.days else posts
