"""CSV for spreadsheets: text that a spreadsheet would run as a formula is written so that it stays text."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

from cmtool.lib.formulas import STARTERS, safe_cell

__all__ = ["STARTERS", "csv_lines", "csv_response", "safe_cell"]


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The file piece by piece, from the mark by which Excel knows UTF-8."""
    # Every text in quotes: a spreadsheet that splits at semicolons must not find a cell of its own inside one.
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def csv_response(filename: str, rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The rows as a download, in UTF-8 with the mark by which Excel knows it."""
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
