"""Addresses for people without an account: shared pages and feeds, short links."""

urlpatterns = []
