from django.urls import path

from calendar_app.views import tracking as views

urlpatterns = []
