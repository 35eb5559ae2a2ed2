from django.urls import path

from calendar_app.views import tracking as views

urlpatterns = [
    path("links/", views.tracking, name="tracking"),
    path("links/clicks.csv", views.clicks_csv, name="clicks_csv"),
    path("links/channels/<int:pk>/", views.tracking_edit, name="tracking_edit"),
    path("links/<int:pk>/expiry/", views.link_expiry, name="link_expiry"),
    path("today/", views.today, name="today"),
    path("today/overdue/", views.overdue, name="overdue"),
    path("publications/<int:pk>/publish/", views.publish, name="publish"),
    path("publications/<int:pk>/skip/", views.skip, name="skip"),
    path("posts/<int:pk>/outcome/", views.outcome, name="outcome"),
    path("objectives/<int:pk>/", views.of_objective, name="of_objective"),
    path("life/", views.life_page, name="life"),
]
