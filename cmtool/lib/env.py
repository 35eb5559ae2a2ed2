"""Configuration from the environment: a bad value stops the start with a sentence that names it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(SystemExit):
    """A missing or malformed value. The process ends with the sentence, not with a traceback."""

    def __init__(self, name: str, problem: str):
        super().__init__(f"cmtool cannot start: {name} {problem}")


def read_dotenv(path: Path) -> None:
    """Load ``NAME=value`` lines of a file; what the environment already holds wins."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().isidentifier():
            raise BadSetting(str(path.name), f"has a line that is not NAME=value (line {number}).")
        os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def _get(name: str, default: Any, convert: Callable[[str], Any], expected: str) -> Any:
    raw = os.environ.get(name, "").strip()
    if not raw:
        if default is ...:
            raise BadSetting(name, f"is not set; expected {expected}.")
        return default
    try:
        return convert(raw)
    except (ValueError, KeyError):
        raise BadSetting(name, f"is {raw!r}; expected {expected}.") from None


def text(name: str, default: Any = ...) -> str:
    return _get(name, default, str, "a text")


def integer(name: str, default: Any = ..., *, low: int = 0, high: int = 2**31) -> int:
    def convert(raw: str) -> int:
        value = int(raw)
        if not low <= value <= high:
            raise ValueError(raw)
        return value

    return _get(name, default, convert, f"a whole number from {low} to {high}")


def boolean(name: str, default: Any = ...) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return _get(name, default, lambda raw: words[raw.lower()], "1 or 0")


def words(name: str, default: Any = ...) -> list[str]:
    return _get(name, default, lambda raw: [word.strip() for word in raw.split(",") if word.strip()], "a,b,c")


def url(name: str, schemes: tuple[str, ...], default: Any = ...) -> str:
    def convert(raw: str) -> str:
        parts = urlsplit(raw)
        if parts.scheme not in schemes:
            raise ValueError(raw)
        parts.port  # noqa: B018  a port that is no number raises here
        return raw

    return _get(name, default, convert, "an address that starts with " + " or ".join(f"{s}://" for s in schemes))


def database(name: str, default: str) -> dict[str, Any]:
    """Django's DATABASES entry from ``sqlite:///path`` or ``postgresql://user:password@host:port/name?option=value``.

    A socket directory can be given as ``?host=/run/postgresql``.
    """
    parts = urlsplit(url(name, ("sqlite", "postgresql", "postgres"), default))
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path.removeprefix("/")) or ":memory:"}
    if not parts.path.strip("/"):
        raise BadSetting(name, "names no database; expected postgresql://user:password@host:port/name.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }


def secret_key(name: str, file: Path, *, debug: bool) -> str:
    """The secret of signed cookies: from the environment, else made once into a file that only its owner reads."""
    key = os.environ.get(name, "").strip()
    if not key:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as handle:
                handle.write(secrets.token_urlsafe(64))
        key = file.read_text().strip()
    if not debug and (len(key) < 50 or len(set(key)) < 10 or key.startswith("django-insecure")):
        raise BadSetting(name, "is too short or well known; expected at least 50 random characters.")
    return key
