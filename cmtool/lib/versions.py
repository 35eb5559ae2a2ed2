"""Two people edit the same thing: the second to save sees what changed, and nothing is overwritten unseen."""

from dataclasses import dataclass

from django import forms
from django.db import models
from django.db.models import F


class Stale(Exception):
    """The row is no longer at the version that the person saw."""


def save_version(instance: models.Model, fields: list[str], *, version: int) -> None:
    """Write ``fields`` only if the stored row is still at ``version``; raise ``Stale`` otherwise."""
    values = {name: getattr(instance, name) for name in fields}
    for field in instance._meta.concrete_fields:
        if getattr(field, "auto_now", False):
            values[field.name] = field.pre_save(instance, add=False)
    rows = type(instance)._base_manager.filter(pk=instance.pk, version=version)
    if not rows.update(**values, version=F("version") + 1):
        raise Stale
    instance.version = version + 1


@dataclass(frozen=True)
class Difference:
    label: str
    yours: str
    stored: str


class VersionedForm(forms.ModelForm):
    """A model form that carries the version its reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version or 0

    def differences(self, stored: models.Model) -> list[Difference]:
        """What this (valid) form would change of the row as it is stored now, in words."""
        rows = []
        for name, field in self.fields.items():
            if name in self._meta.fields and not isinstance(field, forms.ModelMultipleChoiceField):
                yours, theirs = _words(self.instance, name), _words(stored, name)
                if yours != theirs:
                    rows.append(Difference(str(field.label), yours, theirs))
        return rows

    def rebase(self, stored: models.Model) -> None:
        """Show what the person typed again, ready to be saved over ``stored`` knowingly."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(stored.version)


def _words(instance: models.Model, name: str) -> str:
    display = getattr(instance, f"get_{name}_display", None)
    value = display() if display else getattr(instance, name)
    return "" if value is None else str(value)
