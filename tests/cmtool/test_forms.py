"""Our own templates of form controls: what Django's say, at a lower price."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

CHOICES = [("", "—"), ("a&b", "<Été>"), (7, '"sept"'), ("Europe", [("x", "Un"), ("y", "Deux")])]
FIELDS = {
    "one": (forms.ChoiceField(choices=CHOICES), "x"),
    "several": (forms.MultipleChoiceField(choices=CHOICES[1:3]), ["a&b", "7"]),
    "none": (forms.ChoiceField(choices=[], required=False), None),
    "maybe": (forms.NullBooleanField(), False),
    "a day": (forms.DateField(widget=forms.SelectDateWidget(years=[2026])), "2026-11-01"),
}


@pytest.mark.parametrize("kind", FIELDS)
def test_a_select_is_djangos(kind):
    field, value = FIELDS[kind]
    attrs = {"id": "it", "required": True, "disabled": False, "data-x": "<>"}
    ours, theirs = (
        field.widget.render("it", value, attrs, renderer=renderer)
        for renderer in (forms.renderers.get_default_renderer(), DjangoTemplates())
    )
    assert "selected" in ours or kind == "none"
    assert [line for line in ours.splitlines() if line] == [line for line in theirs.splitlines() if line]
