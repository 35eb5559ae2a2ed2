from django.urls import path

from calendar_app.views import canvas as views

urlpatterns = []
