"""What a page offers: its forms with their fields, its links, its fragments."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django import forms

LINKS = ("href", "src", "action", "hx-get", "data-url", "data-href")


@dataclass
class Control:
    name: str
    kind: str  # text, hidden, select, checkbox, radio, textarea, submit, file…
    value: str = ""
    on: bool = True  # sent with the form as it stands
    options: list[str] = field(default_factory=list)
    converted: bool = False  # into a number or an address, so that it need not come back as typed


@dataclass
class Form:
    action: str
    method: str
    multipart: bool = False
    controls: list[Control] = field(default_factory=list)

    def data(self) -> dict[str, list[str]]:
        """What the browser would send if nobody touched anything and pressed the first button."""
        said: dict[str, list[str]] = {}
        for control in self.controls:
            if control.name and control.on and control.kind not in {"submit", "button", "file", "image", "reset"}:
                said.setdefault(control.name, []).append(control.value)
        button = next((control for control in self.controls if control.kind == "submit"), None)
        return said | ({button.name: [button.value]} if button and button.name else {})

    def choices(self) -> dict[str, set[str]]:
        """Per field that holds values made by the server: those values."""
        found: dict[str, set[str]] = {}
        for control in self.controls:
            if control.kind == "select":
                found.setdefault(control.name, set()).update(control.options)
            elif control.kind in {"checkbox", "radio", "hidden", "submit"} and control.name:
                found.setdefault(control.name, set()).add(control.value)
        return found


class Page(HTMLParser):
    """``forms`` and ``links`` (absolute paths with their query) of a page at ``path``."""

    def __init__(self, text: str, path: str):
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._select: Control | None = None
        self._textarea: Control | None = None
        self._open: Form | None = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        self.links += [urljoin(self.path, said[name]) for name in LINKS if said.get(name)]
        if tag == "form":
            action = urljoin(self.path, said.get("action") or self.path)
            multipart = said.get("enctype") == "multipart/form-data"
            self._open = Form(action, said.get("method", "get").lower(), multipart)
            self.forms.append(self._open)
        elif self._open is not None:
            self._control(tag, said)

    def _control(self, tag, said):
        name = said.get("name", "")
        if tag == "select":
            self._select = Control(name, "select", on=False)
            self._open.controls.append(self._select)
        elif tag == "option" and self._select:
            self._select.options.append(said.get("value", ""))
            if "selected" in said or not self._select.on:
                self._select.value, self._select.on = said.get("value", ""), True
        elif tag == "textarea":
            self._textarea = Control(name, "textarea")
            self._open.controls.append(self._textarea)
        elif tag in {"input", "button"}:
            kind = said.get("type", "text" if tag == "input" else "submit")
            box = kind in {"checkbox", "radio"}
            on = "checked" in said if box else True
            converted = kind == "url" or said.get("inputmode") == "decimal"
            self._open.controls.append(
                Control(name, kind, said.get("value", "on" if box else ""), on, converted=converted)
            )

    def handle_data(self, data):
        if self._textarea:
            self._textarea.value += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea:
            self._textarea.value = self._textarea.value.removeprefix("\n")
            self._textarea = None

    @property
    def here(self) -> list[str]:
        """Links to this site, without their fragment."""
        parts = [urlsplit(link) for link in self.links]
        return [part._replace(fragment="").geturl() for part in parts if not part.scheme and not part.netloc]


def bound_forms(response) -> Iterator[forms.BaseForm]:
    """The Django forms that the page was rendered with."""
    seen: set[int] = set()
    for layer in response.context or []:
        for scope in getattr(layer, "dicts", [layer]):
            for value in scope.values():
                for one in value if isinstance(value, list | tuple) else [value]:
                    if isinstance(one, forms.BaseForm) and id(one) not in seen:
                        seen.add(id(one))
                        yield one
