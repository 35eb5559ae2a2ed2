"""A whole strategy as one JSON document, out of a workspace and into an empty one.

``{"format": "cmtool-strategy", "version": 1, "objectives": [{"ref": "objectives-1", "title": …}, …], …}``: a list of
rows per ``Section``. Rows name each other by ``ref``, people by their e-mail address; no number of the database is in
it, nor files. Apps above this one add sections of their own when they are ready.
"""

import datetime as dt
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy.corpus_io import unwritable
from workspaces import audit
from workspaces.models import AuditEvent, User, Workspace

FORMAT, VERSION = "cmtool-strategy", 1
MOST_BYTES, MOST_ROWS = 20_000_000, 100_000
YEARS = range(1900, 2200)
CHUNK = 500  # rows per statement
IMPORTED = "strategy.imported"

Document = dict[str, Any]
Row = models.Model


class Refused(Exception):
    """The document cannot be taken in, and nothing of it was. The text is a sentence that names the place."""

    def __init__(self, why: str, path: str = ""):
        super().__init__(gettext("%(path)s: %(why)s") % {"path": path, "why": why} if path else str(why))


class NotNow(Exception):
    """Something happened since the strategy was taken in: it cannot be put back as a whole."""


def _nothing(*_args) -> str:
    return ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Section:
    """The rows of one model. ``fields`` in the order of the file; of relations, the model has a section before.

    - ``rows(queryset)``: those that go out; ``personal``: only where people are asked for;
    - ``shapes``: per JSON field, whether a value has the right shape;
    - ``problem(row)``: why a row whose fields are right one by one cannot be taken, or "";
    - ``settle(row)``: sets what follows from the rest of the row, before it is stored;
    - ``changed(workspace)``: called once all sections are stored, or gone again.
    """

    name: str
    label: str
    model: type[Row]
    fields: tuple[str, ...]
    rows: Callable[[models.QuerySet], models.QuerySet] = lambda rows: rows
    personal: bool = False
    shapes: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)
    problem: Callable[[Row], str] = _nothing
    settle: Callable[[Row], Any] = _nothing
    changed: Callable[[Workspace], Any] = _nothing


_SECTIONS: dict[str, Section] = {}


def register(section: Section) -> None:
    """Make a section known; apps may come in any order."""
    if _SECTIONS.setdefault(section.name, section) is not section:
        raise ValueError(f"A section is already called {section.name!r}.")


def sections(*, people: bool = True) -> list[Section]:
    """Each after those that its rows refer to."""
    made_of = {section.model: section for section in _SECTIONS.values()}
    ordered = dict.fromkeys(each for section in _SECTIONS.values() for each in _with_parents(section, made_of))
    return [section for section in ordered if people or not section.personal]


def _with_parents(section: Section, made_of: Mapping[type[Row], Section]) -> Iterator[Section]:
    for name in section.fields:
        parent = made_of.get(section.model._meta.get_field(name).related_model)
        if parent is not None:
            yield from _with_parents(parent, made_of)
    yield section


# Out --------------------------------------------------------------------------------------------------------------


def export(workspace: Workspace, *, people: bool = False) -> Document:
    """The strategy of the active workspace. The same strategy gives the same document."""
    emails = dict(workspace.memberships.values_list("user", "user__email"))
    document: Document = {"format": FORMAT, "version": VERSION}
    refs: dict[type[Row], dict[int, str]] = {User: emails}
    for section in sections(people=people):
        relations = [name for name in section.fields if section.model._meta.get_field(name).many_to_many]
        found = list(section.rows(section.model.objects.order_by("pk")).prefetch_related(*relations))
        refs[section.model] = {row.pk: f"{section.name}-{number}" for number, row in enumerate(found, 1)}
        document[section.name] = [_written(section, row, refs) for row in found]
    return document


def _written(section: Section, row: Row, refs: Mapping[type[Row], Mapping[int, str]]) -> dict[str, Any]:
    said = {"ref": refs[section.model][row.pk]}
    for name in section.fields:
        one = section.model._meta.get_field(name)
        if one.many_to_many:
            said[name] = [refs[one.related_model][key] for key in sorted(each.pk for each in getattr(row, name).all())]
        elif one.is_relation:
            said[name] = refs[one.related_model].get(getattr(row, one.attname))
        else:
            said[name] = _plain(getattr(row, name))
    return said


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def as_text(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


# In ---------------------------------------------------------------------------------------------------------------


def parse(data: bytes) -> Document:
    """The document that a file holds: of our format, with no section that is unknown. Raises ``Refused``."""
    if len(data) > MOST_BYTES:
        raise Refused(gettext("The file is larger than %(n)s MB.") % {"n": MOST_BYTES // 1_000_000})
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Refused(gettext("The file is not JSON that can be read.")) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Refused(gettext("The file is not a strategy exported from this app."))
    if document.get("version") != VERSION or isinstance(document["version"], bool):
        raise Refused(gettext("expected %(what)s.") % {"what": VERSION}, "version")
    rows = 0
    for name in [name for name in document if name not in {"format", "version"}]:
        if name not in _SECTIONS:
            raise Refused(gettext("nothing of that name is known."), _short(name))
        if not isinstance(document[name], list):
            raise Refused(_expected(_("a list")), name)
        rows += len(document[name])
    if rows > MOST_ROWS:
        raise Refused(gettext("The file holds more than %(n)s rows.") % {"n": MOST_ROWS})
    return document


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)  # NaN and infinities are no JSON


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        raise ValueError("A key comes twice.")
    return said


def counts(document: Document) -> list[tuple[str, int]]:
    """(what, how many) of each section that holds something."""
    return [(str(each.label), len(document[each.name])) for each in sections() if document.get(each.name)]


@transaction.atomic
def bring_in(*, workspace: Workspace, document: Document, by: User | None) -> AuditEvent:
    """Store a parsed document in the active workspace, which holds nothing of the kind yet. Raises ``Refused``."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)  # two people bring in a strategy
    people = any(document.get(section.name) for section in sections() if section.personal)
    if there := [str(each.label) for each in sections(people=people) if each.model.objects.exists()]:
        sentence = gettext("The workspace is not empty; it already holds: %(what)s.")
        raise Refused(sentence % {"what": ", ".join(there).lower()})
    reader = _Reader(workspace)
    for section in sections():
        reader.take(section, document.get(section.name, []))
    _tell(workspace, people)
    total = sum(number for _label, number in counts(document))
    return audit.record(workspace, IMPORTED, by=by, n=total, people=people)


def preview(*, workspace: Workspace, document: Document) -> None:
    """Raise ``Refused`` where ``bring_in`` would; change nothing."""
    with transaction.atomic():
        bring_in(workspace=workspace, document=document, by=None)
        transaction.set_rollback(True)


def last_import(workspace: Workspace) -> AuditEvent | None:
    """The import that can be put back: nothing has happened in the workspace since."""
    newest = workspace.audit_events.order_by("-at", "-pk").first()
    return newest if newest and newest.verb == IMPORTED else None


@transaction.atomic
def put_back(*, workspace: Workspace, by: User | None) -> None:
    """Empty the strategy again, if nothing happened since it was taken in. Raises ``NotNow``."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    imported = last_import(workspace)
    if imported is None:
        raise NotNow
    people = imported.detail["people"]
    for section in reversed(sections(people=people)):
        section.model.objects.all().delete()
    _tell(workspace, people)
    audit.record(workspace, "strategy.put_back", by=by, n=imported.detail["n"])


def _tell(workspace: Workspace, people: bool) -> None:
    for section in sections(people=people):
        section.changed(workspace)


class _Reader:
    """Turns the rows of one document into rows of the workspace, section by section."""

    def __init__(self, workspace: Workspace):
        self.workspace = workspace
        members = workspace.memberships.select_related("user")
        self.known: dict[type[Row], dict[str, Row]] = {User: {each.user.email: each.user for each in members}}

    def take(self, section: Section, said: list) -> None:
        known = self.known[section.model] = {}
        rows, links = [], []
        for number, one in enumerate(said):
            path = f"{section.name}[{number}]"
            row, linked = self._row(section, one, path)
            ref = one.get("ref")
            if ref is not None and (not isinstance(ref, str) or known.setdefault(ref, row) is not row):
                raise Refused(gettext("expected a text that no other row has."), f"{path}.ref")
            rows.append(row)
            links += [(row, name, other) for name, others in linked.items() for other in others]
        _store(section, rows)
        _link(section, links)

    def _row(self, section: Section, said: Any, path: str) -> tuple[Row, dict[str, list[Row]]]:
        if not isinstance(said, dict):
            raise Refused(_expected(_("an object")), path)
        if strange := [name for name in said if name not in {"ref", *section.fields}]:
            raise Refused(gettext("nothing of that name is known."), f"{path}.{_short(strange[0])}")
        row, linked = section.model(workspace=self.workspace), {}
        for name in [name for name in section.fields if name in said]:
            one, here = section.model._meta.get_field(name), f"{path}.{name}"
            if one.many_to_many:
                linked[name] = self._several(one, said[name], here)
            elif one.is_relation:
                setattr(row, name, self._one(one, said[name], here))
            else:
                setattr(row, name, _read(section, one, said[name], here))
        _check(section, row, path)
        return row, linked

    def _one(self, one: models.Field, ref: Any, path: str) -> Row | None:
        if ref is None and one.null:
            return None
        if not isinstance(ref, str):
            raise Refused(_expected(_("a text")), path)
        found = self.known[one.related_model].get(ref)
        if found is None and one.related_model is not User:  # whoever is no member here is nobody
            raise Refused(gettext("“%(ref)s” is not in the file.") % {"ref": _short(ref)}, path)
        return found

    def _several(self, one: models.Field, refs: Any, path: str) -> list[Row]:
        if not isinstance(refs, list):
            raise Refused(_expected(_("a list")), path)
        found = [self._one(one, ref, f"{path}[{number}]") for number, ref in enumerate(refs)]
        if len({id(each) for each in found}) < len(found):
            raise Refused(gettext("the same comes twice."), path)
        return found


def _check(section: Section, row: Row, path: str) -> None:
    relations = {one.name for one in section.model._meta.concrete_fields if one.is_relation}
    for one in section.model._meta.concrete_fields:  # a relation that must be there
        if one.is_relation and not one.null and getattr(row, one.name, None) is None:
            raise Refused(gettext("is missing."), f"{path}.{one.name}")
    derived = {one.name for one in section.model._meta.concrete_fields if one.name not in section.fields}
    try:
        row.clean_fields(exclude=relations | derived)
        row.clean()
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        raise Refused(sentences[0], f"{path}.{name}") from None
    if problem := section.problem(row):
        raise Refused(problem, path)
    section.settle(row)


def _store(section: Section, rows: list[Row]) -> None:
    try:
        with transaction.atomic():
            section.model.objects.bulk_create(rows, batch_size=CHUNK)
    except IntegrityError:
        _blame(section, rows)


def _blame(section: Section, rows: list[Row]) -> NoReturn:
    """Say which row the database does not want; what is stored on the way goes with the whole."""
    for number, row in enumerate(rows):
        path, row.pk = f"{section.name}[{number}]", None
        try:
            row.validate_constraints()
            with transaction.atomic():
                row.save(force_insert=True)
        except ValidationError as error:
            raise Refused(error.messages[0], path) from None
        except IntegrityError:
            break
    raise Refused(gettext("contradicts another row, or itself."), path)


def _link(section: Section, links: Iterable[tuple[Row, str, Row]]) -> None:
    by_name: dict[str, list[Row]] = {}
    for row, name, other in links:
        one = section.model._meta.get_field(name)
        ends = {one.m2m_field_name(): row, one.m2m_reverse_field_name(): other}
        by_name.setdefault(name, []).append(one.remote_field.through(**ends))
    for name, rows in by_name.items():
        through = section.model._meta.get_field(name).remote_field.through
        through._base_manager.bulk_create(rows, batch_size=CHUNK)


# Values -----------------------------------------------------------------------------------------------------------


def _expected(what: Any) -> str:
    return gettext("expected %(what)s.") % {"what": what}


def _short(text: str) -> str:
    """A name out of the file, fit to stand in a sentence."""
    return text[:40].encode("utf-8", "replace").decode().replace("\x00", "?")


def _read(section: Section, one: models.Field, value: Any, path: str) -> Any:
    """The value of a field out of its JSON, which is of the one type that ``export`` writes."""
    if value is None and one.null:
        return None
    if isinstance(one, models.JSONField):
        if not _writable(value) or not section.shapes[one.name](value):
            raise Refused(gettext("is not of the shape that is expected here."), path)
        return value
    read, what = next((read, what) for kind, read, what in READERS if isinstance(one, kind))
    try:
        said = read(value)
    except (TypeError, ValueError, OverflowError, InvalidOperation):
        raise Refused(_expected(what), path) from None
    if isinstance(said, str):
        _check_text(said, one.max_length, path)
    return said


def _check_text(text: str, limit: int | None, path: str) -> None:
    if unwritable(text):
        raise Refused(gettext("holds a character that cannot be kept."), path)
    if limit and len(text) > limit:  # Django leaves this to forms where the text is long
        raise Refused(gettext("is longer than %(n)s characters.") % {"n": limit}, path)


def _writable(value: Any) -> bool:
    return not unwritable(json.dumps(value, ensure_ascii=False)) and "\\u0000" not in json.dumps(value)


def _of(*types: type) -> Callable[[Any], Any]:
    def read(value):
        if type(value) not in types:
            raise TypeError
        return value

    return read


def read_day(value: Any) -> dt.date:
    day = dt.date.fromisoformat(value)
    if day.year not in YEARS:
        raise ValueError(value)
    return day


def _instant(value: Any) -> dt.datetime:
    at = dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    if at.year not in YEARS or dt.datetime.fromisoformat(value).tzinfo is None:
        raise ValueError(value)
    return at


def _decimal(value: Any) -> Decimal:
    number = Decimal(_of(str)(value))
    if not number.is_finite():
        raise ValueError(value)
    return number


def _number(value: Any) -> float:
    number = float(_of(int, float)(value))
    if not math.isfinite(number):
        raise ValueError(value)
    return number


READERS = (
    (models.BooleanField, _of(bool), _("true or false")),
    (models.DateTimeField, _instant, _("a date and a time with its zone")),
    (models.DateField, read_day, _("a date such as 2027-01-31")),
    (models.TimeField, dt.time.fromisoformat, _("a time such as 09:30")),
    (models.DecimalField, _decimal, _("a number between quotation marks")),
    (models.FloatField, _number, _("a number")),
    (models.IntegerField, _of(int), _("a whole number")),
    ((models.CharField, models.TextField), _of(str), _("a text")),
)
