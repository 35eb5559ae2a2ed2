"""Forms of people: they validate and convert, nothing else."""

import datetime as dt

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cmtool.lib.versions import Difference, VersionedForm
from strategy import networks, profiles
from strategy.actions.people import Account
from strategy.models import Gesture, Handle, Person, SavedFilter, Tag
from strategy.people_list import ORDERS, SEGMENTS, matching

from .widgets import DateInput

MOST_TAGS = 30
NOT_FOLLOWERS = {"min_value": 0, "max_value": 10**12, "required": False}
SILENT = (30, 90, 180, 365)  # days


def network_choices() -> list[tuple[str, str]]:
    return [("", _("Network")), *((network.code, network.name) for network in networks.NETWORKS)]


def silent_choices() -> list[tuple[int | str, str]]:
    """Called for each form: a number inside a sentence fixes the sentence's language."""
    words = ((days, ngettext("not contacted for %(n)s day", "not contacted for %(n)s days", days)) for days in SILENT)
    return [("", _("Last contact")), *((days, sentence % {"n": days}) for days, sentence in words)]


class TagsField(forms.CharField):
    """Words separated by commas; the same word twice counts once."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=1500, **kwargs)

    def clean(self, value):
        names = {profiles.folded(name): name.strip() for name in super().clean(value).split(",") if name.strip()}
        too_long = next((name for name in names.values() if len(name) > 40), None)
        if too_long:
            raise forms.ValidationError(_("“%(tag)s” is too long for a tag: 40 characters."), params={"tag": too_long})
        if len(names) > MOST_TAGS:
            raise forms.ValidationError(_("More than %(n)s tags on one person."), params={"n": MOST_TAGS})
        return list(names.values())


class AccountForm(forms.Form):
    """One account. An address of a profile tells its network by itself."""

    network = forms.ChoiceField(label=_("Network"), choices=network_choices, required=False)
    handle = forms.CharField(label=_("Handle or address"), max_length=300, required=False)
    audience = forms.IntegerField(label=_("Followers"), **NOT_FOLLOWERS)

    def clean(self):
        data = super().clean()
        typed, network = data.get("handle") or "", data.get("network") or ""
        if not typed:
            return data
        if not network and (found := profiles.read_address(typed)):
            network = found[0]
        if not network:
            raise forms.ValidationError(_("Choose the network of “%(handle)s”."), params={"handle": typed[:60]})
        handle = profiles.clean_handle(network, typed)
        if not profiles.is_handle(handle):
            raise forms.ValidationError(
                _("“%(handle)s” is not an account of %(network)s: one word, at most 100 characters."),
                params={"handle": typed[:60], "network": networks.get(network).name},
            )
        return {**data, "network": network, "handle": handle}

    def account(self) -> Account | None:
        data = self.cleaned_data
        return Account(data["network"], data["handle"], data.get("audience")) if data.get("handle") else None


class BaseAccounts(forms.BaseFormSet):
    """The accounts of one person; an emptied line takes the account away."""

    def __init__(self, *args, person: Person, **kwargs):
        self.person = person
        super().__init__(*args, prefix="accounts", **kwargs)

    def clean(self):
        if any(self.errors):
            return
        accounts = self.accounts()
        if len({account.key for account in accounts}) < len(accounts):
            raise forms.ValidationError(_("The same account stands here twice."))
        for account in accounts:
            check_free(account, self.person)

    def accounts(self) -> list[Account]:
        return [account for form in self.forms if (account := form.account())]


Accounts = forms.formset_factory(AccountForm, formset=BaseAccounts, extra=2, max_num=30, validate_max=True)


def check_free(account: Account, person: Person | None = None) -> None:
    """An account belongs to one person."""
    network, key = account.key
    taken = Handle.objects.filter(network=network, key=key).select_related("person")
    if other := taken.exclude(person=person.pk if person else None).first():
        raise forms.ValidationError(
            _("“%(handle)s” is already an account of %(name)s."),
            params={"handle": account.handle, "name": other.person.name},
        )


def accounts_of(person: Person, data=None) -> BaseAccounts:
    initial = [{"network": h.network, "handle": h.handle, "audience": h.audience} for h in person.handles.all()]
    return Accounts(data, person=person, initial=initial)


class PersonForm(VersionedForm):
    tag_names = TagsField(label=_("Tags"), help_text=_("Separated by commas."))

    class Meta:
        model = Person
        fields = [
            "name", "kind", "stage", "topics", "place", "audience_said", "last_contact_said", "purpose", "notes",
        ]  # fmt: skip
        widgets = {"last_contact_said": DateInput, "notes": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"topics": _("What they talk about, in a few words.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["tag_names"] = ", ".join(tag.name for tag in self.instance.tags.all())

    def clean_last_contact_said(self):
        day = self.cleaned_data["last_contact_said"]
        if day and day > self.instance.workspace.today():
            raise forms.ValidationError(_("This day is yet to come."))
        return day

    def compared_with(self, accounts: BaseAccounts, stored: Person) -> list[Difference]:
        """What saving would change of the person as stored now: fields, tags, accounts."""
        pairs = [
            (_("Tags"), self.cleaned_data["tag_names"], [tag.name for tag in stored.tags.all()]),
            (
                _("accounts"),
                [_in_words(account) for account in accounts.accounts()],
                [_in_words(handle) for handle in stored.handles.all()],
            ),
        ]
        lists = [(label, ", ".join(sorted(yours)), ", ".join(sorted(theirs))) for label, yours, theirs in pairs]
        more = [Difference(str(label), yours, theirs) for label, yours, theirs in lists if yours != theirs]
        return [*self.differences(stored), *more]


def _in_words(account) -> str:
    name = f"{networks.get(account.network).name} {account.handle}"
    return name if account.audience is None else f"{name} ({account.audience})"


class NewPersonForm(forms.Form):
    """A name and one account is enough."""

    name = forms.CharField(label=_("Name"), max_length=160)
    network = forms.ChoiceField(label=_("Network"), choices=network_choices, required=False)
    handle = forms.CharField(
        label=_("Handle or address"),
        max_length=300,
        required=False,
        help_text=_("The address of a profile tells its network by itself."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Person.Kind.choices, initial=Person.Kind.MEMBER)
    tag_names = TagsField(label=_("Tags"), help_text=_("Separated by commas."))

    def clean(self):
        data = super().clean()
        line = AccountForm({"network": data.get("network", ""), "handle": data.get("handle", "")})
        if not line.is_valid():
            for error in line.non_field_errors():
                self.add_error("handle", error)
        elif account := line.account():
            try:
                check_free(account)
            except forms.ValidationError as error:
                self.add_error("handle", error)
            data["account"] = account
        return data


class GestureForm(forms.ModelForm):
    class Meta:
        model = Gesture
        fields = ["kind", "text", "day"]
        widgets = {"day": DateInput}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("day", today)

    def clean_day(self):
        if (day := self.cleaned_data["day"]) > self.today:
            raise forms.ValidationError(_("This day is yet to come."))
        return day


class FilterForm(forms.Form):
    """The list of people, as its address says it. What the address says wrongly is left out."""

    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    segment = forms.ChoiceField(
        label=_("Segment"),
        required=False,
        choices=[("", ""), *((code, label) for code, (label, _q) in SEGMENTS.items())],
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Kind")), *Person.Kind.choices])
    stage = forms.ChoiceField(label=_("Relation"), required=False, choices=[("", _("Relation")), *Person.Stage.choices])
    network = forms.ChoiceField(label=_("Network"), required=False, choices=network_choices)
    tag = forms.ModelChoiceField(Tag.objects.none(), label=_("Tag"), required=False, empty_label=_("Tag"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    audience = forms.IntegerField(label=_("Audience from"), **NOT_FOLLOWERS)
    silent = forms.TypedChoiceField(
        label=_("Last contact"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=silent_choices,
    )
    sort = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(code, order.label) for code, order in ORDERS.items()]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tag"].queryset = Tag.objects.order_by("name")
        self.is_valid()

    @property
    def order(self) -> str:
        return self.cleaned_data.get("sort") or "score"

    def chips(self) -> list[tuple[str, str, str]]:
        """What the list is filtered by, as (label, value in words, query string without it)."""
        said = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if name != "sort" and value not in (None, ""):
                words = dict(getattr(field, "choices", ())) if name != "tag" else {}
                said.append((str(field.label), str(words.get(value, value)), self.address(**{name: ""})))
        return said

    def address(self, **changes) -> str:
        """The query string of this filter with some parameters changed, from its first page on if not said."""
        query = self.data.copy()
        for name, value in {"after": "", **changes}.items():
            query.pop(name, None)
            if value != "":
                query[name] = value
        return query.urlencode()


class SavedFilterForm(forms.ModelForm):
    shared = forms.BooleanField(label=_("For the whole team"), required=False)

    class Meta:
        model = SavedFilter
        fields = ["name"]


class PeopleField(forms.ModelMultipleChoiceField):
    """People by their ids; a number that no database holds is nobody's."""

    def clean(self, value):
        if any(not (each.isdecimal() and len(each) < 19) for each in value or []):
            raise forms.ValidationError(_("Choose people of this list."))
        return super().clean(value)


class ChosenForm(forms.Form):
    """The people ticked in the list, or everybody whom its filter finds (the query string ``asked``)."""

    people = PeopleField(Person.objects.none(), required=False)
    all = forms.BooleanField(required=False)

    def __init__(self, *args, asked: QueryDict | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["people"].queryset = Person.objects.known()

    def clean(self):
        data = super().clean()
        if not self.errors and not (data["all"] or data["people"]):
            raise forms.ValidationError(_("Choose at least one person."))
        return data

    def ids(self, today: dt.date) -> list[int]:
        found = self.cleaned_data["people"]
        if self.cleaned_data["all"]:
            found = matching(Person.objects.all(), FilterForm(self.asked).cleaned_data, today)
        return list(found.order_by("pk").values_list("pk", flat=True))


class BulkForm(ChosenForm):
    """What to do to the people chosen."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Kind")), *Person.Kind.choices])
    stage = forms.ChoiceField(label=_("Relation"), required=False, choices=[("", _("Relation")), *Person.Stage.choices])
    tag = forms.CharField(label=_("Add a tag"), max_length=40, required=False)
    untag = forms.ModelChoiceField(
        Tag.objects.none(), label=_("Take a tag off"), required=False, empty_label=_("Take a tag off")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["untag"].queryset = Tag.objects.order_by("name")

    def clean_tag(self):
        return " ".join(self.cleaned_data["tag"].replace(",", " ").split())


class WeightsForm(forms.Form):
    """How much each part of the score counts; the labels come from ``strategy.people_words``."""

    def __init__(self, *args, weights: dict[str, float], labels: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        for name, weight in weights.items():
            self.fields[name] = forms.FloatField(
                label=labels[name],
                min_value=0,
                max_value=100,
                initial=weight,
                widget=forms.NumberInput({"step": "any"}),
            )

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("At least one part must count."))
        return data


class EraseManyForm(ChosenForm):
    """The number of people typed again, for what cannot be undone; before it is typed the form only chooses."""

    count = forms.IntegerField(label=_("Type the number of people to confirm"), required=False, localize=False)

    def confirms(self, n: int) -> bool:
        """Whether the number typed is ``n``; else the form says so."""
        if self.cleaned_data.get("count") == n:
            return True
        self.add_error("count", _("This is not their number."))
        return False


class EraseForm(forms.Form):
    """The name typed again, for what cannot be undone."""

    name = forms.CharField(label=_("Type the name to confirm"))

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_name(self):
        if profiles.folded(self.cleaned_data["name"]) != profiles.folded(self.person.name):
            raise forms.ValidationError(_("This is not their name."))
        return self.cleaned_data["name"]
