"""What the journal's codes mean, in words. Every app names its own verbs when it starts."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

Words = Callable[[Any], Any]

_sentences: dict[str, tuple[str, Mapping[str, Words]]] = {}
_kinds: dict[str, str] = {}


def verb(code: str, sentence: str, **words: Words) -> None:
    """Say ``code`` (``objective.created``) in words that follow a person's name: ``created “%(label)s”``.

    ``sentence`` is lazily translated and may hold ``%(label)s`` and the names of the event's detail; ``words`` turn
    the stored value of a detail into what is shown (a role's code into its name).
    """
    _sentences[code] = (sentence, words)


def kind(code: str, label: str) -> None:
    """Name what comes before the dot of verbs (``objective``), for the journal's filter."""
    _kinds[code] = label


def kinds() -> list[tuple[str, str]]:
    """Kinds that have a name, as choices in the reader's language."""
    return sorted(((code, str(label)) for code, label in _kinds.items()), key=lambda choice: choice[1])


def sentence_of(code: str, label: str, detail: Mapping[str, Any]) -> str:
    """The sentence of one event; an unknown verb shows its code rather than nothing."""
    if code not in _sentences:
        return f"{code} {label}".strip()
    sentence, words = _sentences[code]
    values = {name: words[name](value) if name in words else value for name, value in detail.items()}
    return str(sentence) % defaultdict(str, values, label=label)
