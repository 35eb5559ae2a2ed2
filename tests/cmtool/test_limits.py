"""How often strangers may ask, and who they are taken for."""

import pytest
import time_machine
from django.test import RequestFactory

from cmtool.lib import limits


@pytest.fixture(autouse=True)
def _counted(settings):
    settings.LIMITS = True


def test_a_window_lets_so_many_through_and_opens_again():
    with time_machine.travel("2026-11-22 10:00Z", tick=False) as clock:
        asked = [limits.within("test-window", most=3, seconds=60) for _n in range(5)]
        assert asked == [True, True, True, False, False]
        assert limits.within("test-other", most=3, seconds=60)
        clock.shift(61)
        assert limits.within("test-window", most=3, seconds=60)


def test_nothing_is_counted_where_limits_are_off(settings):
    settings.LIMITS = False
    assert all(limits.within("test-off", most=1, seconds=60) for _n in range(3))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "6.6.6.6", "1.2.3.4"),
        (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (2, "6.6.6.6, 9.9.9.9, 8.8.8.8", "9.9.9.9"),
        (1, "", "1.2.3.4"),
    ],
)
def test_only_proxies_of_ours_are_believed(proxies, forwarded, found, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="1.2.3.4")
    assert limits.address_of(request) == found
