"""What is written to the log."""

import logging
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

SECRET = "6.UclL4NlR_XubwLFB52A5"


@pytest.fixture
def written(caplog):
    """What the log says, as the settings have it written."""
    configured = DictConfigurator(settings.LOGGING)
    line = configured.configure_formatter(settings.LOGGING["formatters"]["line"])
    return lambda: "\n".join(map(line.format, caplog.records))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("shared", [SECRET]),
        ("feed", [SECRET]),
        ("shared_post", [SECRET, 7]),
        ("shared_file", [SECRET, 7]),
        ("invitation_link", [SECRET]),
        ("account_reset_password_from_key", ["a1", SECRET]),
    ],
)
def test_addresses_that_open_something_are_cut(written, name, args):
    address = reverse(name, args=args)
    try:
        raise LookupError(address)
    except LookupError:
        logging.getLogger("django.request").exception("Gone: %s", address)
    said = written()
    assert "Gone: /" in said and "LookupError: /" in said
    assert SECRET not in said


def test_a_refused_share_is_not_told(written, db):
    Client().get(reverse("shared", args=[SECRET]))
    assert "Gone: /s/…/" in written()
