"""The demo workspace: an invented French media library, its strategy and a year of its figures."""
