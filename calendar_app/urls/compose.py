from django.urls import path

from calendar_app.views import compose as views

urlpatterns = []
