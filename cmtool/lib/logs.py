"""Logs without secrets: some addresses open what they name to whoever reads them."""

import logging
import re

#: Shared pages and feeds, invitations, new passwords.
_SECRET = re.compile(r"(/(?:s|accounts/(?:invitation|password/reset/key))/)[^/\s?\"']+")


class Line(logging.Formatter):
    """A line, and the traceback below it, with addresses cut where their secret begins."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub(r"\1…", super().format(record))
