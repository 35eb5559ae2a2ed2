"""The cache: away with Redis, it is empty and sign-in works; without Redis, all processes share it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as configured
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


def test_without_redis_processes_of_a_machine_share_it(tmp_path):
    """So that a limit is not as many times higher as there are web processes."""

    def run(statement):
        code = f"import django; django.setup(); from django.core.cache import cache; {statement}"
        given = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")}
        environment = {**given, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cmtool.settings"}
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, env=environment, cwd=configured.BASE_DIR, capture_output=True, text=True, check=True
        ).stdout

    run("cache.set('attempts', [1, 2])")
    assert run("print(cache.get('attempts'))") == "[1, 2]\n"


def test_limits_count_in_files(client, settings, db, tmp_path):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/ip"}
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path}
    }
    wrong = {"login": "nobody@example.org", "password": "x"}
    pages = [Client().post(reverse("account_login"), wrong).content.decode() for _ in range(3)]
    assert ["Trop d’essais manqués" in page for page in pages] == [False, False, True]
