"""The filter of the list of tasks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Job


class StateForm(forms.Form):
    """Which tasks to show; a value that is not on offer filters nothing."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All states")),
            ("live", _("Not ended")),
            (Job.State.DONE, Job.State.DONE.label),
            (Job.State.PARKED, Job.State.PARKED.label),
            (Job.State.CANCELLED, Job.State.CANCELLED.label),
        ],
    )

    def filter(self, jobs):
        self.full_clean()
        state = self.cleaned_data.get("state")
        if state == "live":
            return jobs.live()
        return jobs.filter(state=state) if state else jobs
