"""Text that a spreadsheet would run as a formula, written so that it stays text. Pure."""

import re
from typing import Any

# What Excel, LibreOffice and Google Sheets take for the start of a formula, or for a way to slip one in: OWASP's list
# (https://owasp.org/www-community/attacks/CSV_Injection) and the full-width forms, which East Asian versions accept.
STARTERS = tuple("=+-@\t\r\n＝＋－＠")
# What is put behind an apostrophe. A text that already looks like that is too: so whoever reads takes one apostrophe
# away where what follows it matches, and has the text as it was.
RISKY = re.compile(f"'*[ \u00a0\u202f\ufeff]*[{re.escape(''.join(STARTERS))}]")


def safe_cell(cell: Any) -> Any:
    """The cell as it may be written: numbers as they are, risky text behind an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and RISKY.match(cell) else cell
