"""Contents of earlier days against what is still there: what they name may have been deleted since."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from calendar_app.contents import Content, edited
from calendar_app.models import Attachment, Post
from strategy.models import Channel

#: What a post names, by its field.
RELATIONS = ("objective", "pillar", "community", "owner")


class There:
    """What ``contents`` name and that is there, looked up once for all of them."""

    def __init__(self, contents: Iterable[Content]):
        contents = list(contents)
        self.related = {
            name: _known(Post._meta.get_field(name).related_model, (each["post"][name] for each in contents))
            for name in RELATIONS
        }
        self.channels = _known(Channel, (row["channel"] for each in contents for row in each["publications"]))
        self.attachments = _known(Attachment, (row["id"] for each in contents for row in each["attachments"]))

    def fit(self, content: Content) -> tuple[Content, set[str]]:
        """The content without what is gone, and what that is: names of RELATIONS, "channel", "attachment"."""
        found, gone = edited(content), set()
        for name, known in self.related.items():
            if found["post"][name] not in {None, *known}:
                found["post"][name] = None
                gone.add(name)
        for row in found["publications"]:
            if row["channel"] not in {None, *self.channels}:
                row["channel"] = None
                gone.add("channel")
        if any(row["id"] not in self.attachments for row in found["attachments"]):
            found["attachments"] = [row for row in found["attachments"] if row["id"] in self.attachments]
            gone.add("attachment")
        return found, gone


def present(content: Content) -> Content:
    """The content without what has been deleted since."""
    return There([content]).fit(content)[0]


def _known(model: type[models.Model], ids: Iterable[int | None]) -> set[int]:
    wanted = {pk for pk in ids if pk}
    return set(model.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
