from django.urls import path

from calendar_app.views import files as views

urlpatterns = [
    path("export/", views.export_choose, name="export_choose"),
    path("export/file/", views.export, name="export"),
]
