from django.urls import path

from calendar_app.views import files as views

urlpatterns = []
