"""Figures into the database, in bulk: compare a staged import with what is there, apply it, undo it.

Worker only: numpy is imported here. ``sqlite`` and ``postgresql`` hold the two database paths behind one interface
(``backend``); the rest is the same for both:

- ``readings``: parallel columns of readings;
- ``posts``: the posts of a file found again, or made;
- ``change``: what an import would do, computed in memory beside the lock;
- ``importing``: plan, apply, undo.
"""
