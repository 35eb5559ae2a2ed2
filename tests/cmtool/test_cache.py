"""Redis away: the cache is empty, sign-in works."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse


@pytest.fixture
def redis_away(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "cmtool.lib.cache.SparedRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
        }
    }
    return caches["default"]


def test_nothing_is_kept_and_nothing_fails(redis_away):
    redis_away.set("a", 1)
    assert redis_away.get("a", "none") == "none"
    assert redis_away.add("a", 1)
    assert redis_away.get_many(["a"]) == {}
    assert "a" not in redis_away
    assert redis_away.delete("a") is False
    redis_away.set_many({"a": 1})
    redis_away.delete_many(["a"])
    assert redis_away.touch("a") is False


def test_signing_in_and_asking_for_a_password_answer(redis_away, settings, db):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
    client = Client()
    wrong = {"login": "nobody@example.org", "password": "x"}
    assert client.post(reverse("account_login"), wrong).status_code == 200
    assert client.post(reverse("account_reset_password"), {"email": "nobody@example.org"}).status_code == 302
