"""The list of people as rows of a file, which ``strategy.people_child`` reads back as they are."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from strategy import networks, people_columns, profiles
from strategy.models import Handle, Person

AT_ONCE = 500


def rows_of(people: QuerySet[Person]) -> Iterator[list[Any]]:
    """Header and rows, in the language of the workspace; the networks that somebody is on have two columns each."""
    known = set(Handle.objects.values_list("network", flat=True).distinct())
    used = [network.code for network in networks.NETWORKS if network.code in known]
    language = translation.get_language()[:2]
    yield people_columns.own_header(language, used)
    for person in people.with_accounts().order_by("pk").iterator(chunk_size=AT_ONCE):
        yield _row(person, used)


def _row(person: Person, used: list[str]) -> list[Any]:
    row = [
        person.name,
        person.get_kind_display(),
        person.get_stage_display(),
        person.topics,
        person.place,
        ", ".join(tag.name for tag in person.tags.all()),
        person.audience_said,
        person.last_contact and person.last_contact.isoformat(),
        person.purpose,
        person.notes,
        person.score,
    ]
    for code in used:
        handles = [handle for handle in person.handles.all() if handle.network == code]
        row += [_joined(handle.handle for handle in handles), _followers(handles)]
    return row


def _joined(parts) -> str:
    return f" {people_columns.SEPARATOR} ".join(map(str, parts))


def _followers(handles: list[Handle]) -> Any:
    if len(handles) == 1:
        return handles[0].audience
    known = any(handle.audience is not None for handle in handles)
    return _joined(people_columns.UNKNOWN if h.audience is None else h.audience for h in handles) if known else ""


def words(choices: type) -> dict[str, str]:
    """The codes of kinds or stages by every word a file may say them with: the code, its label in each language."""
    found = {code: code for code in choices.values}
    for language in ("en", "fr"):
        with translation.override(language):
            found |= {profiles.folded(str(label)): code for code, label in choices.choices}
    return found
