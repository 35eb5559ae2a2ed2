from django.urls import path

from . import views

app_name = "strategy"
urlpatterns = [
    path("objectives/", views.objectives, name="objectives"),
    path("objectives/new/", views.objective_new, name="objective_new"),
    path("objectives/<int:pk>/", views.objective, name="objective"),
    path("objectives/<int:pk>/edit/", views.objective_edit, name="objective_edit"),
    path("objectives/<int:pk>/archive/", views.objective_archive, name="objective_archive"),
    path("objectives/<int:pk>/restore/", views.objective_restore, name="objective_restore"),
    path("channels/", views.channels, name="channels"),
    path("channels/new/", views.channel_new, name="channel_new"),
    path("channels/<int:pk>/", views.channel, name="channel"),
    path("channels/<int:pk>/edit/", views.channel_edit, name="channel_edit"),
    path("channels/<int:pk>/archive/", views.channel_archive, name="channel_archive"),
    path("channels/<int:pk>/restore/", views.channel_restore, name="channel_restore"),
]
