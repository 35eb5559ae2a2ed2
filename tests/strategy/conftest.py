"""Files of the tests of strategy are their own, also when several run at once; hypothesis is patient with them."""

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is: speed has benches of its own.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT
