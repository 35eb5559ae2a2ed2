"""How much may be sent: the limits, kept while the bytes arrive, so that nothing too large is ever held or stored."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cmtool.lib import bodies
from cmtool.lib.bodies import MB

MAX_FILE = 50 * MB
MAX_FILES = 50  # DATA_UPLOAD_MAX_NUMBER_FILES
MAX_BODY = 200 * MB


def body_too_large(request: HttpRequest) -> bool:
    """Known from the headers alone, before a byte of the body is read."""
    return bodies.length(request) > MAX_BODY


class CappedFiles(FileUploadHandler):
    """Passes chunks on to Django's own handlers and drops a file as soon as it is too large, keeping its name."""

    def __init__(self, request: HttpRequest):
        super().__init__(request)
        self.too_large: list[str] = []
        self.size = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        if self.size > MAX_FILE:
            self.too_large.append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


def shown(limit: int) -> str:
    """A limit in the words of people, who know megabytes rather than mebibytes."""
    return _("%(n)s MB") % {"n": limit // MB}


def too_large(name: str) -> str:
    return _("“%(name)s” is larger than %(limit)s and was not taken. Export a shorter period.") % {
        "name": name,
        "limit": shown(MAX_FILE),
    }


def too_much() -> str:
    return _("What you sent is larger than %(limit)s and was not taken. Send fewer files, or shorter periods.") % {
        "limit": shown(MAX_BODY)
    }


def too_many() -> str:
    return _("More than %(limit)s files at once were not taken. Send fewer, or a ZIP of them.") % {"limit": MAX_FILES}
