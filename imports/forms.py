"""What people send about a file: the files, the meaning of columns, the answers to questions, a filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from imports import registry, sentences
from imports.models import Import

IGNORE = "ignore"  # for a column, and for a whole table
FEW = 4  # options that are shown at once, as buttons
SETTINGS = {"level": _("What a row is"), "network": _("Network"), "decimal": _("Decimal mark")}


class FilterForm(forms.Form):
    """The history by state."""

    STATES = {
        "todo": (_("To be confirmed"), [Import.State.MAPPING, Import.State.PREVIEW]),
        "progress": (_("In progress"), [Import.State.READING, Import.State.APPLYING, Import.State.UNDOING]),
        "applied": (_("Applied"), [Import.State.APPLIED]),
        "undone": (_("Undone"), [Import.State.UNDONE]),
        "refused": (_("Refused"), [Import.State.REFUSED]),
    }
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), *((code, label) for code, (label, _states) in STATES.items())],
    )

    def filter(self, queryset):
        state = self.cleaned_data.get("state") if self.is_valid() else ""
        return queryset.filter(state__in=self.STATES[state][1]) if state else queryset


class QuestionsForm(forms.Form):
    """One field per question about a file."""

    def __init__(self, record: Import, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = registry.get(record.kind)
        self.record = record
        self.asked: dict[str, dict] = {}
        self.missing: list[tuple[str, str]] = []  # what nothing can answer yet, and where to make the answer
        for number, question in enumerate(record.open_questions):
            self._ask(f"q{number}", question)
        codes = {question["code"] for question in self.asked.values()}
        if record.batch and codes & {"channel", "network"}:
            # Files of one network have one account more often than files without a network have the same one.
            self.fields["siblings"] = forms.BooleanField(
                label=_("The same for the files that came with it"), required=False, initial="network" not in codes
            )

    def _ask(self, name: str, question: dict) -> None:
        text = sentences.question(question, self.kind.label_of, self.kind.wording)
        if choices := self._choices(question):
            self.fields[name] = _choice_field(text, choices, question["suggested"])
            self.asked[name] = question
        else:
            self.missing.append((text, self.kind.create_url(self.record, question)))

    def _choices(self, question: dict) -> list[tuple[str, str]]:
        if question["options"]:
            return [(option, sentences.option(question, option)) for option in question["options"]]
        return [(choice.value, choice.label) for choice in self.kind.choices(self.record, question)]

    def answers(self) -> dict[str, dict[str, str]]:
        """By the question's code, then by what it is about."""
        found: dict[str, dict[str, str]] = {}
        for name, question in self.asked.items():
            found.setdefault(question["code"], {})[question["about"]] = self.cleaned_data[name]
        return found


class TableForm(forms.Form):
    """What the columns of one table are. ``guess`` is the mapping question; ``said`` an earlier answer to it."""

    def __init__(self, record: Import, guess: dict, said: dict | str, *args, optional: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.guess, self.signature = guess["params"], guess["about"]
        self.kind, known = registry.get(record.kind), said if isinstance(said, dict) else {}
        if optional:
            self.fields["use"] = forms.BooleanField(
                label=_("Bring in this table"), required=False, initial=said != IGNORE
            )
        self._ask_columns(_grouped(self.kind.mapping_targets()), known)
        for name, required in self.kind.mapping_settings.items():
            if name == "decimal":
                self._ask_decimal(record)
            else:
                self._ask_setting(record, name, required, known)

    def _ask_setting(self, record: Import, name: str, required: bool, known: dict) -> None:
        choices = self.kind.choices(record, {"code": name, "about": "", "params": {}})
        self.fields[name] = forms.ChoiceField(
            label=SETTINGS[name],
            choices=[("", "—"), *((choice.value, choice.label) for choice in choices)],
            initial=known.get(name) or self.guess.get(name),
            required=required,
        )

    def _ask_decimal(self, record: Import) -> None:
        self.fields["decimal"] = forms.ChoiceField(
            label=SETTINGS["decimal"],
            choices=[("", _("Found by itself")), (",", _("Comma (3,5)")), (".", _("Point (3.5)"))],
            required=False,
            initial=record.answers.get("decimal", {}).get(self.signature, ""),
        )

    def _ask_columns(self, choices: list, known: dict) -> None:
        for column in self.guess["columns"]:
            guessed = f"metric:{column['metric']}" if column["role"] == "metric" else column["role"]
            label = _("Meaning of the column “%(name)s”") % {"name": column["header"]}
            self.fields[f"c{column['index']}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                widget=forms.Select({"aria-label": label}),
                initial=known.get("columns", {}).get(str(column["index"]), IGNORE) if known else guessed,
            )

    @property
    def heads(self):
        """Each column with its first values and its field."""
        sample = self.guess.get("sample") or [[column["example"] for column in self.guess["columns"]]]
        return [
            (column, [row[place] for row in sample if place < len(row)], self[f"c{column['index']}"])
            for place, column in enumerate(self.guess["columns"])
        ]

    @property
    def settings(self):
        return [self[name] for name in self.kind.mapping_settings]

    def clean(self):
        columns = self._columns()
        once = [code for code in columns.values() if code not in self.kind.mapping_repeats]
        twice = next((code for code in once if once.count(code) > 1), None)
        if self._is_used and twice:
            meaning = _flat(self.fields["c0"].choices)[twice]
            raise forms.ValidationError(
                _("Two columns are said to be “%(meaning)s”. Keep one."), params={"meaning": meaning}
            )
        if self._is_used and (problem := self.kind.mapping_problem(list(columns.values()), self._said())):
            raise forms.ValidationError(problem)
        return self.cleaned_data

    @property
    def _is_used(self) -> bool:
        return self.cleaned_data.get("use", True)

    def _said(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in self.kind.mapping_settings if name != "decimal"}

    def _columns(self) -> dict[str, str]:
        chosen = {str(c["index"]): self.cleaned_data.get(f"c{c['index']}", IGNORE) for c in self.guess["columns"]}
        return {index: code for index, code in chosen.items() if code != IGNORE}

    def answers(self) -> dict[str, dict]:
        """The mapping under the signature of the header, and the decimal mark where one was said."""
        if not self._is_used:
            return {"mapping": {self.signature: IGNORE}}
        answers = {"mapping": {self.signature: {**self._said(), "columns": self._columns()}}}
        if mark := self.cleaned_data.get("decimal"):
            answers["decimal"] = {self.signature: mark}
        return answers


def table_forms(record: Import, data=None) -> list[TableForm]:
    """One form per table of a file whose columns are to be named."""
    asked = record.mapping_questions
    memories = record.workspace.column_mappings.filter(kind=record.kind, signature__in=[q["about"] for q in asked])
    said = {memory.signature: memory.mapping for memory in memories} | record.answers.get("mapping", {})
    return [
        TableForm(record, question, said.get(question["about"], {}), data, prefix=f"t{number}", optional=len(asked) > 1)
        for number, question in enumerate(asked)
    ]


def _choice_field(label: str, choices: list, suggested: str) -> forms.ChoiceField:
    if len(choices) <= FEW:
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, initial=suggested or None)
    return forms.ChoiceField(label=label, choices=[("", "—"), *choices], initial=suggested)


def _grouped(targets) -> list:
    """Choices of a select, under the names of their groups."""
    groups: dict[str, list] = {}
    for target in targets:
        groups.setdefault(str(target.group), []).append((target.code, target.label))
    return [choice for group, choices in groups.items() for choice in ([(group, choices)] if group else choices)]


def _flat(choices) -> dict[str, str]:
    flat = {}
    for value, label in choices:
        flat.update(dict(label) if isinstance(label, list) else {value: label})
    return flat
