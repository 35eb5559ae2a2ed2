"""Controls that several forms use."""

from django import forms


class CheckedTextarea(forms.Textarea):
    """Text that others will read: what the corpus says of it stands beside it."""

    def __init__(self, rows: int = 3):
        super().__init__(attrs={"rows": rows, "data-corpus": ""})


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)
