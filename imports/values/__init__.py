"""What the cells of a column mean: numbers, dates, durations, texts, header names. Pure: no Django.

Everything is decided for a column at once, never cell by cell: ``1.500`` is fifteen hundred or one and a half, and
``03/06/2026`` is in June or in March, depending on what stands above and below.
"""

from imports.values.common import MISSING, BadValue, is_missing
from imports.values.dates import DateColumn, is_date, parse_dates
from imports.values.headers import normalise_header, unique_header
from imports.values.numbers import decimal_mark, is_number, parse_duration, parse_number, parse_numbers
from imports.values.text import clean_text, clean_texts

__all__ = [
    "MISSING",
    "BadValue",
    "DateColumn",
    "clean_text",
    "clean_texts",
    "decimal_mark",
    "is_date",
    "is_missing",
    "is_number",
    "normalise_header",
    "parse_dates",
    "parse_duration",
    "parse_number",
    "parse_numbers",
    "unique_header",
]
