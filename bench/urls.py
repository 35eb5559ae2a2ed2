"""The application's addresses, and the least page that a signed-in person can be shown."""

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from cmtool.urls import *  # noqa: F403 - error handlers too
from cmtool.urls import urlpatterns as application
from workspaces.decorators import personal_view

PAGE = "<!doctype html><title>{{ request.user }}</title><h1>{{ request.user.email }}</h1>"
TEMPLATE = engines["django"].from_string(PAGE)


@personal_view()
def bare(request):
    """Session, user, one template."""
    return HttpResponse(TEMPLATE.render(request=request))


urlpatterns = [path("bare/", bare), *application]
