"""From recognised tables to figures: posts joined, readings counted once, what repeats told apart."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

from imports.tables import Note, Table, Unreadable
from kpis.catalogue import METRICS, Level
from kpis.formats.base import Recognition
from kpis.formats.figures import NO_POST, Batch, Figures, Number, Post, Section
from kpis.formats.kinds import kind_of
from kpis.formats.sheet import Names, Sheet

Columns = list[tuple[str, list[Number | None]]]
_ENOUGH = 3  # rows that show a rhythm
_A_WEEK = 7
_FEW = 2  # rows that may be slips
_DAYS = 1 << 22  # more than any proleptic ordinal: post and day make one key


class Engine:
    """Collects the figures of the tables of one import."""

    def __init__(self, timezone: str, answers: dict, today: dt.date | None, format_of: Names):
        self.figures = Figures()
        self.zone = ZoneInfo(timezone)
        self.answers = answers
        self.today = today
        self.format_of = format_of
        self.post_index: dict[tuple[int, str], int] = {}
        self.keys: dict[tuple[int, Level], set[int]] = {}
        self.nameless: dict[tuple, int] = {}

    def add(self, table: Table, found: Recognition, signature: str) -> None:
        """Read one table. A record counts once, even where several sheets tell a part of it each."""
        sheet = Sheet(table, found, self.zone, self.answers, signature, self.today, self.format_of)
        network = self.figures.network_index(found.network, found.origin)
        sheet.refuse_longer_rows()
        sheet.keep_one_account()
        before = len(self.figures.batches)
        if found.level is Level.CHANNEL_DAY:
            self._add_days(sheet, network)
        else:
            self._add_posts(sheet, network)
        self._tell(sheet)
        if found.title:
            self._add_section(found, self.figures.batches[before:])

    # -- the two shapes of a table

    def _add_days(self, sheet: Sheet, network: int) -> None:
        days = sheet.days("date")
        columns = sheet.numbers()
        for index in range(len(sheet)) if any(None in values for _, values in columns) else ():
            if index not in sheet.bad and all(values[index] is None for _, values in columns):
                sheet.skip(index, "empty")
        rows = _left(sheet)
        _refuse_parts(sheet, rows, days)
        _tell_apart(sheet, rows, days)
        self._store(sheet, network, Level.CHANNEL_DAY, rows, days, [NO_POST] * len(days), columns)

    def _add_posts(self, sheet: Sheet, network: int) -> None:
        """Posts: their whole life, their days, or both in one table where a column says which."""
        if sheet.found.level is Level.POST_DAY:
            published, days, lives = [None] * len(sheet), sheet.days("date"), None
        else:
            published, days, lives = self._lives(sheet)
        ids = sheet.ids()
        columns = sheet.numbers()
        posts = self._posts(sheet, network, ids, published, columns)
        rows = _left(sheet)
        if lives is None or not any(lives):
            self._store(sheet, network, Level.POST_DAY, rows, days, posts, columns)
        elif all(lives):
            self._store(sheet, network, Level.POST, rows, days, posts, columns)
        else:
            for level, is_life in ((Level.POST, True), (Level.POST_DAY, False)):
                self._store(sheet, network, level, [r for r in rows if lives[r] is is_life], days, posts, columns)

    def _lives(self, sheet: Sheet):
        """When posts were published, the day of each row's readings, and whether these are of the post's whole life:
        such readings belong to the day of publication in the workspace's zone.
        """
        published, errors = sheet.moments("published_at")
        on_days, lives = sheet.lifetime()
        local = {moment: sheet.day(moment) for moment in set(published) if moment}
        days = [
            local.get(moment) if is_life else day
            for moment, day, is_life in zip(published, on_days, lives, strict=True)
        ]
        sheet.refuse_undated(days, errors, "published_at")
        sheet.refuse_all("published_at", errors)
        return published, days, lives

    # -- posts

    def _posts(self, sheet: Sheet, network: int, ids: list[str], published, columns: Columns) -> list[int]:
        """The index of the post of each row, in ``figures.posts``; rows that name none get a digest for a key."""
        roles = sheet.found.columns.keys()
        if roles <= {"post_id", "date"} and "" not in ids:
            return self._bare_posts(network, ids)
        permalinks = sheet.texts("permalink")
        texts = [text or title for text, title in zip(sheet.texts("text"), sheet.texts("title"), strict=True)]
        raw_kinds = sheet.texts("kind")
        indexes = []
        for row, external_id in enumerate(ids):
            if row in sheet.bad:
                indexes.append(NO_POST)
                continue
            permalink, text = permalinks[row].strip(), texts[row]
            post = Post("", network, external_id or self._id_in(sheet, permalink), permalink, text)
            if published[row]:
                post.published_at, post.wall = sheet.local(published[row])
            figures = {code: values[row] for code, values in columns}
            if not (external_id or permalink or text) and all(value is None for value in figures.values()):
                sheet.skip(row, "empty")
                indexes.append(NO_POST)
                continue
            post.raw_kind = raw_kinds[row].strip()
            guess = sheet.found.format.guess_kind
            post.kind = kind_of(post.raw_kind) or (guess(text, permalink, figures) if guess else "")
            post.key = post.external_id or permalink or self._digest(post, sheet.table.rows[row])
            indexes.append(self._join(post))
        return indexes

    def _bare_posts(self, network: int, ids: list[str]) -> list[int]:
        """The same where rows say nothing but an id: the case of a million rows."""
        for external_id in dict.fromkeys(ids):
            if (network, external_id) not in self.post_index:
                self._join(Post(external_id, network, external_id))
        index = {external_id: self.post_index[network, external_id] for external_id in dict.fromkeys(ids)}
        return list(map(index.__getitem__, ids))

    def _id_in(self, sheet: Sheet, permalink: str) -> str:
        pattern = sheet.found.format.id_in_permalink
        found = pattern.search(permalink) if pattern and permalink else None
        return next((group for group in found.groups() if group), "") if found else ""

    def _digest(self, post: Post, row: Sequence) -> str:
        """A key for a post without id or address: its time and text; several of the same are told by their rank."""
        ranks = self.nameless.setdefault((post.network, post.wall, post.text), {})
        rank = ranks.setdefault(tuple(map(str, row)), len(ranks))
        text = f"{post.wall}\x1f{post.text}\x1f{rank}"
        return "digest:" + hashlib.sha256(text.encode()).hexdigest()[:24]

    def _join(self, post: Post) -> int:
        """The index of ``post``, added or joined to the one met before, which takes what it lacks."""
        index = self.post_index.setdefault((post.network, post.key), len(self.figures.posts))
        if index == len(self.figures.posts):
            self.figures.posts.append(post)
            return index
        known = self.figures.posts[index]
        for name in ("permalink", "text", "kind", "raw_kind", "published_at", "wall"):
            if not getattr(known, name):
                setattr(known, name, getattr(post, name))
        return index

    # -- readings

    def _store(self, sheet: Sheet, network: int, level: Level, rows, days, posts, columns: Columns) -> None:
        """Keep the readings of ``rows``, each once."""
        if len(rows) == len(days):
            keys = posts if level is Level.POST else [post * _DAYS + day for post, day in zip(posts, days, strict=True)]
        else:
            keys = [posts[row] if level is Level.POST else posts[row] * _DAYS + days[row] for row in rows]
        known, fresh = self.keys.get((network, level), set()), set(keys)
        if len(fresh) < len(keys) or known & fresh:
            rows = self._once(sheet, network, level, rows, keys, columns)
        self.figures.rows += len(fresh - known) if known else len(fresh)
        self.keys[network, level] = known | fresh if known else fresh
        whole = len(rows) == len(days)
        for code, values in columns:
            if whole and None not in values:
                kept = (days, posts, values)
            else:
                with_value = [row for row in rows if values[row] is not None]
                kept = tuple([column[row] for row in with_value] for column in (days, posts, values))
            if kept[2]:
                self.figures.batches.append(Batch(network, level, METRICS[code].number, *kept))

    def _once(self, sheet: Sheet, network: int, level: Level, rows, keys, columns: Columns) -> list[int]:
        """Of rows that come again, keep those that say something new; refuse those that contradict the first."""
        readings = self._readings(network, level)
        met = set(self.keys.get((network, level), ()))
        kept = []
        contradictions = 0
        for row, key in zip(rows, keys, strict=True):
            says = {METRICS[code].number: values[row] for code, values in columns if values[row] is not None}
            known = readings.setdefault(key, {})
            torn = next((number for number, value in says.items() if known.get(number, value) != value), None)
            if torn is not None:
                contradictions += 1
                column = next(index for index, code in sheet.found.metrics if METRICS[code].number == torn)
                sheet.refuse(row, column, "contradicts_earlier_row")
            elif key in met and says.keys() <= known.keys():
                sheet.skip(row, "repeated")
            else:
                kept.append(row)
                for code, values in columns:
                    if METRICS[code].number in known:
                        values[row] = None  # the same reading as before
                known.update(says)
            met.add(key)
        # A table of which most rows contradict others is of another account, or parts each post further.
        if level is not Level.POST_DAY and contradictions >= _ENOUGH and contradictions * 2 >= len(rows):
            name = sheet.table.title or sheet.table.sheet or sheet.table.file
            raise Unreadable("torn_days" if level is Level.CHANNEL_DAY else "torn_posts", sheet=name)
        return kept

    def _readings(self, network: int, level: Level) -> dict[int, dict[int, Number]]:
        readings: dict[int, dict[int, Number]] = {}
        for batch in self.figures.batches:
            if (batch.network, batch.level) == (network, level):
                for day, post, value in zip(batch.days, batch.posts, batch.values, strict=True):
                    key = post if level is Level.POST else post * _DAYS + day
                    readings.setdefault(key, {})[batch.metric] = value
        return readings

    # -- what to tell

    def _tell(self, sheet: Sheet) -> None:
        sheet.tell_repeated()
        figures, name = self.figures, sheet.table.sheet or sheet.table.file
        figures.refused.extend(refusal for _, refusal in sorted(sheet.bad.items()) if refusal)
        figures.questions.extend(question for question in sheet.questions if question not in figures.questions)
        figures.notes.extend(sheet.notes)
        for reason in ("total", "repeated", "description", "header", "account"):
            if count := sheet.skipped.get(reason):
                figures.notes.append(Note(f"{reason}_rows_skipped", {"rows": count, "sheet": name}))

    def _add_section(self, found: Recognition, batches: list[Batch]) -> None:
        values = [value for batch in batches for value in batch.values]
        metric = found.metrics[0][1]
        self.figures.sections.append(Section(found.title, found.network, metric, len(values), sum(values)))


def _refuse_parts(sheet: Sheet, rows: Sequence[int], days: Sequence[int]) -> None:
    """Refuse a table that parts each day further (by network, country, source): none of its rows is the day's figure.

    A day that comes again here and there is a matter of its row; the same row twice is none.
    """
    if len({days[row] for row in rows}) == len(rows):
        return
    distinct = {(days[row], tuple(map(str, sheet.table.rows[row]))) for row in rows}
    again = len(distinct) - len({day for day, _ in distinct})
    if again >= _FEW and again * 4 >= len(distinct):
        raise Unreadable("parted_days", sheet=sheet.table.sheet or sheet.table.file)


def _tell_apart(sheet: Sheet, rows: Sequence[int], days: Sequence[int]) -> None:
    """Say so where each row may be of a week or a month: its figures are kept as those of its day."""
    known = sorted({days[row] for row in rows})
    gap = min((after - before for before, after in pairwise(known)), default=0)
    if len(known) >= _ENOUGH and gap >= _A_WEEK:
        sheet.notes.append(Note("rows_apart", {"sheet": sheet.table.sheet or sheet.table.file, "days": gap}))


def _left(sheet: Sheet) -> Sequence[int]:
    """The rows that were neither refused nor skipped."""
    if not sheet.bad:
        return range(len(sheet))
    return [index for index in range(len(sheet)) if index not in sheet.bad]
