"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from cmtool.lib.bodies import whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmtool.settings")
application = whole(get_wsgi_application())
