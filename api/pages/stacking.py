"""Tables whose rows are cards on a phone: every cell carries the heading of its column.

The style shows rows as cards by setting tables, rows and cells as blocks, which takes their meaning from them in some
browsers: the roles that are written out here give it back to whoever hears the page.
"""

import re

from markupsafe import Markup

_ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
_TAG = re.compile(r"<(table|thead|tbody|tr|th|td)\b([^>]*)>")
_HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_MARKUP = re.compile(r"<span aria-hidden=\"true\">.*?</span>|<[^>]*>", re.DOTALL)


def stacked(table: str) -> Markup:
    """Return a table, as a template writes it, fit to be stacked; its cells span one column each."""
    head, opening, body = table.partition("<tbody>")
    headings = [_words(heading) for heading in _HEADING.findall(head)]
    return Markup(_TAG.sub(_Row(()), head) + _TAG.sub(_Row(headings), opening + body))


def _words(heading: str) -> str:
    return " ".join(_MARKUP.sub("", heading).split()).replace('"', "&quot;")


class _Row:
    """Writes roles into tags, and headings into the cells of a body, counting them row by row."""

    def __init__(self, headings: list[str] | tuple[()]) -> None:
        self._headings = headings
        self._cell = 0

    def __call__(self, tag: re.Match[str]) -> str:
        name, attributes = tag.groups()
        if name == "tr":
            self._cell = 0
        label = ""
        if name in ("th", "td") and self._headings:
            label = f' data-label="{self._headings[self._cell]}"'
            self._cell += 1
        role = _ROLES.get(name) or ("rowheader" if self._headings else "columnheader")
        looks = ' class="stacked"' if name == "table" else ""
        return f'<{name}{attributes}{looks}{label} role="{role}">'
