"""Printed pages: our fixed Typst templates, filled with data that stays data, set in fonts that we bring ourselves."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

PACKAGE = Path(settings.BASE_DIR) / "node_modules" / "@fontsource" / "inter" / "files"
# The browser package parts the alphabet; each part becomes a family of its own, named in the templates in this order.
FAMILIES = {"latin": "Inter", "latin-ext": "Inter Ext"}
WEIGHTS = (400, 600, 700)


def render(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a ``.typ`` file of ours, which reads ``data`` as JSON. Text in it is never Typst source.

    The same data gives the same bytes all day long.
    """
    import typst  # 40 MB of memory, and only for those who ask for a document: not at the start of the web server

    return typst.compile(
        template,
        root=template.parent,
        font_paths=[prepare_fonts()],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        timestamp=timezone.now().replace(hour=0, minute=0, second=0, microsecond=0),
    )


def prepare_fonts() -> Path:
    """The folder of the fonts as Typst reads them; made at the first call."""
    folder = Path(settings.VAR_DIR) / "fonts"
    for part, family in FAMILIES.items():
        for weight in WEIGHTS:
            made = folder / f"inter-{part}-{weight}.ttf"
            if not made.exists():
                folder.mkdir(parents=True, exist_ok=True)
                _convert(PACKAGE / f"inter-{part}-{weight}-normal.woff2", made, family)
    return folder


def _convert(source: Path, target: Path, family: str) -> None:
    from fontTools.ttLib import TTFont  # half a second to load, once per installation

    with TTFont(source) as font, tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as unfinished:
        font.flavor = None
        names = font["name"]
        for record in (16, 17, 21, 22):  # names of other kinds of families would win over the plain one
            names.removeNames(nameID=record)
        names.setName(family, 1, 3, 1, 0x409)
        font.save(unfinished)
    os.replace(unfinished.name, target)  # another process may be making the same
