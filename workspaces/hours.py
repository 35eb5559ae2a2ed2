"""Business hours: minutes of the day, Monday first, ``[[540, 1080], …]``; ``None`` is a closed day."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

END_OF_DAY = 24 * 60


def clock(minutes: int) -> str:
    """``540`` is ``09:00``; the end of the day is ``24:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes(clock: str) -> int:
    """``09:00`` is ``540``. Raises ``ValueError`` for anything but hours and minutes of one day."""
    hours, rest = (int(part) for part in clock.split(":")[:2])
    if not (0 <= hours < 24 and 0 <= rest < 60):
        raise ValueError(clock)
    return hours * 60 + rest


def hours_in_words(week: list[list[int] | None]) -> str:
    """``Monday 09:00–18:00, …, Sunday closed`` in the reader's language."""
    closed = gettext("closed")
    days = (f"{clock(day[0])}–{clock(day[1])}" if day else closed for day in week)
    return ", ".join(f"{WEEKDAYS[number]} {hours}" for number, hours in enumerate(days))
