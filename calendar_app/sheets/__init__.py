"""Calendars as files: what their columns and cells mean, and how ours are written. Pure: no Django."""
