from django.urls import path

from . import views

app_name = "imports"
urlpatterns = [
    path("", views.history, name="list"),
    path("upload/", views.upload, name="upload"),
    path("batch/<slug:batch>/", views.batch, name="batch"),
    path("batch/<slug:batch>/confirm/", views.batch_confirm, name="batch_confirm"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/columns/", views.map_columns, name="map"),
    path("<int:pk>/columns/again/", views.remap, name="remap"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/again/", views.again, name="again"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/refused.csv", views.refused, name="refused"),
    path("<int:pk>/file", views.file, name="file"),
]
