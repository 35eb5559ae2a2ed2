"""Run by the server’s fixture, in production settings: fills the database, prints where pages are and who is in."""

import json
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402

from tests.surface import urls  # noqa: E402
from tests.visitors import Visitors  # noqa: E402
from tests.world import build  # noqa: E402

with transaction.atomic():
    world = build()
    sessions = Visitors(world).cookies
paths = {url.name: url.path(world, world.a) for url in urls() if url.answers_get or not url.ours}
sys.stdout.write(json.dumps({"paths": paths, "sessions": sessions}))
