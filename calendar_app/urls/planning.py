from django.urls import path

from calendar_app.views import planning as views

urlpatterns = []
