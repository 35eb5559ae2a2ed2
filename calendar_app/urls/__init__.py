"""The calendar's addresses below a workspace, by area. ``public`` holds those for people without an account."""

from . import canvas, compose, files, planning, review, tracking

app_name = "calendar"
urlpatterns = [
    *canvas.urlpatterns,
    *compose.urlpatterns,
    *review.urlpatterns,
    *files.urlpatterns,
    *planning.urlpatterns,
    *tracking.urlpatterns,
]
