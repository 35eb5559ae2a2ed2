"""Static files: the few files of npm packages that are served, by name, and how names get their fingerprint."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core import checks
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

NODE_MODULES = Path(settings.BASE_DIR) / "node_modules"

# served name: file in node_modules. Nothing else of that folder is ever reachable.
SERVED = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "vendor/inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "vendor/sortable.min.js": "sortablejs/Sortable.min.js",
    "vendor/plotly-basic.min.js": "plotly.js-basic-dist-min/plotly-basic.min.js",
}
ICONS = NODE_MODULES / "@tabler/icons/icons/outline"


class NodeModulesFinder(BaseFinder):
    """Finds exactly the files of ``SERVED``."""

    storage = FileSystemStorage(location=NODE_MODULES)

    def check(self, **kwargs):
        missing = [path for path in SERVED.values() if not (NODE_MODULES / path).is_file()]
        if not missing:
            return []
        return [checks.Error(f"Browser packages are missing ({missing[0]}).", hint="Run: make setup", id="cmtool.E001")]

    def find(self, path, find_all=False, **kwargs):
        target = NODE_MODULES / SERVED[path] if path in SERVED else None
        found = str(target) if target and target.is_file() else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns):
        for served, path in SERVED.items():
            yield served, _Renamed(served, NODE_MODULES / path)


class _Renamed(FileSystemStorage):
    """A storage that opens one file of node_modules under its served name."""

    def __init__(self, served: str, target: Path):
        super().__init__(location=target.parent)
        self.served, self.target, self.prefix = served, target, ""

    def path(self, name):
        return str(self.target)


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Fingerprinted, compressed names. Only our own modules have their imports rewritten; source maps are left out."""

    _css, _js = (
        CompressedManifestStaticFilesStorage.patterns[0],
        (CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns),
    )
    patterns = (("*.css", _css[1][:2]), ("js/*.js", _js[1]))
