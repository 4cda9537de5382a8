"""A page taken apart, and a run whose every string wants to be markup."""

import json
from html.parser import HTMLParser
from typing import Any

Json = dict[str, Any]

HOSTILE = (
    '</script><img src=//evil.example/x onerror="window.hacked = 1">\u2028\u2029\ud800\u202egnp.exe\x00'
    "<!--<script>' & `${window.hacked = 1}` {{ 7 * 7 }}"
)


class Elements(HTMLParser):
    """Every element, attribute and text of a page, as a browser would part them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element's beginning."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Remember a text by the element that began last."""
        self.texts.setdefault(self.tags[-1] if self.tags else "", []).append(data)

    @property
    def data(self) -> Json:
        """What the page's script reads."""
        loaded: Json = json.loads(next(text for text in self.texts["script"] if text.startswith("{")))
        return loaded


def hostile(results: Json) -> Json:
    """The same run, with every free string, and the names of measures, turned hostile."""
    kept = {"task", "outcome", "finish", "status", "op", "schema", "image", "decide"}
    turned: Json = {}
    for key, value in results.items():
        name = HOSTILE + key if key in ("correct", "refused", "leaked", "python") else key
        turned[name] = value if key in kept else _hostile(value)
    return turned


def _hostile(value: object) -> object:
    if isinstance(value, dict):
        return hostile(value)
    if isinstance(value, list):
        return [_hostile(item) for item in value]
    return HOSTILE + value if isinstance(value, str) else value
