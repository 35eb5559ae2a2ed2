"""Forms of posts that are joined to the plan."""

from django import forms
from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cmtool.templatetags.ui import first_of_month
from kpis import matches
from kpis.models import ExternalPost


class PostField(forms.ModelChoiceField):
    """Posts of an export by their day and first words."""

    def label_from_instance(self, post):
        day = first_of_month(formats.date_format(post.day, "SHORT_DATE_FORMAT")) if post.day else "–"
        return f"{day} · {Truncator(post.text or post.external_id).chars(90)}"


class ChoiceForm(forms.Form):
    """Which of the channel's posts a publication became."""

    external_post = PostField(
        label=_("Published post"), queryset=ExternalPost.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, publication, **kwargs):
        super().__init__(*args, **kwargs)
        near = list(matches.choices(publication).values_list("pk", flat=True)[: matches.CHOICES])
        self.fields["external_post"].queryset = matches.choices(publication).filter(pk__in=near)


class ChannelForm(forms.Form):
    """The channel that the address asks for, else the first one."""

    channel = forms.IntegerField(required=False)

    def __init__(self, *args, channels, **kwargs):
        super().__init__(*args, **kwargs)
        self.channels = channels

    def asked(self):
        self.is_valid()
        pk = self.cleaned_data.get("channel")
        return next((channel for channel in self.channels if channel.pk == pk), None) or next(iter(self.channels), None)
