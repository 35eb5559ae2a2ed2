"""The one-time code that lets the first person in, on an installation where nobody exists yet.

The terminal prints the code; ``VAR_DIR`` keeps its hash. Knowing it proves access to the machine's console, so it is
enough where the connection is encrypted. Over plain HTTP the page is answered to this machine only, because the new
password would otherwise cross the network in clear; a container or a server without a browser uses ``add_member``.
"""

import base64
import contextlib
import hashlib
import ipaddress
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare

MAX_TRIES = 5


def _code_file() -> Path:
    return Path(settings.VAR_DIR) / "first_admin_code"


def _tries_file() -> Path:
    return Path(settings.VAR_DIR) / "first_admin_tries"


def _hash(code: str) -> str:
    letters = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


def new_code() -> str:
    """Make a code (128 bits, in groups of letters), keep its hash, forget the former one and its tries."""
    letters = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")
    code = "-".join(letters[start : start + 5] for start in range(0, len(letters), 5))
    void()
    descriptor = os.open(_code_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(_hash(code))
    return code


def void() -> None:
    for file in (_code_file(), _tries_file()):
        file.unlink(missing_ok=True)


def _count_try() -> int:
    """Add one to the number of tries, over all processes, before the code is even looked at."""
    descriptor = os.open(_tries_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with contextlib.closing(os.fdopen(descriptor, "wb", buffering=0)) as handle:
        handle.write(b".")
        return os.fstat(handle.fileno()).st_size


def is_void() -> bool:
    """No code was made, or it was tried too often."""
    tries = _tries_file()
    return not _code_file().exists() or (tries.exists() and tries.stat().st_size >= MAX_TRIES)


def check(code: str) -> bool:
    """Is this the code? Each wrong answer counts; after the last one even the right code is refused."""
    if is_void() or _count_try() > MAX_TRIES:
        return False
    try:
        expected = _code_file().read_text()
    except FileNotFoundError:
        return False
    if not constant_time_compare(_hash(code), expected):
        return False
    _tries_file().unlink(missing_ok=True)
    return True


def claim() -> bool:
    """Use the code up. Of two people at the same moment, one gets ``True``."""
    try:
        _code_file().unlink()
    except FileNotFoundError:
        return False
    return True


def is_near(remote_address: str) -> bool:
    """May the page be answered to this address? See the top of this module."""
    if settings.HTTPS:
        return True
    try:
        return ipaddress.ip_address(remote_address).is_loopback
    except ValueError:
        return False
