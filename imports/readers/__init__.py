"""From a file to its tables, whatever it is called. Pure: no Django.

The kind of a file is told by its content. Everything wrong with it is one exception, ``Unreadable``, whose code says
what; the codes are ``empty_file``, ``header_only``, ``lock_file``, ``password_protected``, ``zip_bomb``, ``too_large``,
``truncated``, ``damaged``, ``binary``, ``not_a_table``, ``too_many_members``, ``nested_archive``, ``unsupported`` and
``legacy_compressed``.

Notes on a table: ``encoding_guessed``, ``encoding_damaged``, ``unwrapped``, ``cut_short``, ``no_header``,
``descriptions_skipped``, ``lines_skipped``, ``sheet_repeats``, ``ids_rounded``, ``member_skipped``.
"""

from imports.readers.files import read_bytes, read_file

__all__ = ["read_bytes", "read_file"]
