from django.urls import path

from calendar_app.views import review as views

urlpatterns = []
