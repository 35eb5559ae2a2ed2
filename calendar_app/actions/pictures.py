"""Pictures that go along with words: to copies of a post, to the occurrences of a series.

A copy has attachments of its own on the same file, which is on disk once; it goes when the last of them does
(``actions.retention``).
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from calendar_app.contents import Content, edited
from calendar_app.models import Attachment, Post, Publication

CHUNK = 500
#: What the attachment of a copy says as that of the original does.
SAME = ("workspace_id", "kind", "file", "name", "mime", "size", "width", "height", "digest", "by_id")


def brought(said: list[tuple[Post, Content]]) -> list[tuple[Post, Content]]:
    """Contents of stored posts, with attachments of the post's own in the place of those that other posts have."""
    if not any(content["attachments"] for _post, content in said):
        return said
    wanted = {row["id"] for _post, content in said for row in content["attachments"]}
    there = dict(Attachment.objects.filter(pk__in=wanted).values_list("pk", "post"))
    strange = [
        [row["id"] for row in content["attachments"] if there.get(row["id"]) != post.pk] for post, content in said
    ]
    if not any(strange):
        return said
    sources = Attachment.objects.in_bulk({pk for ids in strange for pk in ids})
    contents = [_only(content, there.keys()) for _post, content in said]
    copies = [
        {row["id"]: _copy(sources[row["id"]], post, row) for row in content["attachments"] if row["id"] in ids}
        for (post, _content), content, ids in zip(said, contents, strange, strict=True)
    ]
    Attachment.objects.bulk_create([row for rows in copies for row in rows.values()], batch_size=CHUNK)
    return [
        (post, _renamed(content, {pk: row.pk for pk, row in rows.items()}))
        for (post, _content), content, rows in zip(said, contents, copies, strict=True)
    ]


def _copy(source: Attachment, post: Post, row: dict) -> Attachment:
    said = {name: getattr(source, name) for name in SAME}
    return Attachment(post=post, alt=row["alt"], position=row["position"], **said)


def to_bring(said: list[tuple[Post, Content]]) -> list[tuple[Post, Content]]:
    """Contents of new posts, without the pictures that are gone since."""
    if not any(content["attachments"] for _post, content in said):
        return said
    wanted = {row["id"] for _post, content in said for row in content["attachments"]}
    there = set(Attachment.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [(post, _only(content, there)) for post, content in said]


def bring_all(written: Iterable[tuple[Post, Content, list[Publication]]]) -> None:
    """Give new posts attachments of their own, and their contents (in place) the ids of these.

    By a number of statements that hardly grows. ``publications`` are in the order of the content's.
    """
    written = [row for row in written if row[1]["attachments"]]
    sources = Attachment.objects.in_bulk(
        {row["id"] for _post, content, _own in written for row in content["attachments"]}
    )
    copies = [
        {row["id"]: _copy(sources[row["id"]], post, row) for row in content["attachments"]}
        for post, content, _own in written
    ]
    Attachment.objects.bulk_create([row for rows in copies for row in rows.values()], batch_size=CHUNK)
    chosen, through = [], Publication.media.through
    for (_post, content, publications), rows in zip(written, copies, strict=True):
        content |= _renamed(content, {pk: row.pk for pk, row in rows.items()})
        for publication, said in zip(publications, content["publications"], strict=True):
            chosen += [through(publication_id=publication.pk, attachment_id=pk) for pk in said["media"]]
    through.objects.bulk_create(chosen, batch_size=CHUNK)


def still_there(content: Content) -> Content:
    """A copy without the pictures whose attachments are gone."""
    wanted = [row["id"] for row in content["attachments"]]
    there = set(Attachment.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    return _only(content, there)


def as_there(now: Content, wanted: Content) -> Content:
    """``wanted`` with the attachments that ``now`` has already, where they are the same files."""
    left, same = list(now["attachments"]), {}
    for row in wanted["attachments"]:
        if found := next((each for each in left if each["digest"] == row["digest"]), None):
            left.remove(found)
            same[row["id"]] = found["id"]
    return _renamed(wanted, same)


def _only(content: Content, there: Container[int]) -> Content:
    kept = edited(content)
    kept["attachments"] = [row for row in kept["attachments"] if row["id"] in there]
    for row in kept["publications"]:
        row["media"] = [pk for pk in row["media"] if pk in there]
    return kept


def _renamed(content: Content, ids: dict[int, int]) -> Content:
    renamed = edited(content)
    for row in renamed["attachments"]:
        row["id"] = ids.get(row["id"], row["id"])
    for row in renamed["publications"]:
        row["media"] = sorted(ids.get(pk, pk) for pk in row["media"])
    return renamed
