"""Where something stands in a Word document, as a person finds it: the third row of the first table, a text box."""

from __future__ import annotations

from functools import cached_property
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TR, _T, _TBL, _BOX = (_W + name for name in ("p", "tr", "t", "tbl", "txbxContent"))


class Places:
    """The places in one part of a document; `kind` is `header` and the like, empty for the text itself."""

    def __init__(self, root: Any, kind: str) -> None:
        self._root = root
        self._kind = kind

    def of(self, element: Any) -> tuple[str, ...]:
        """The place of a paragraph or a table row."""
        if self._kind:
            return (self._kind,)
        over = [element, *element.iterancestors()]
        if any(one.tag == _BOX for one in over):
            return ("box",)
        row = next((one for one in reversed(over) if one in self._rows), None)
        if row is not None:
            return ("table", *self._rows[row])
        return ("paragraph", str(self._paragraphs.get(element, 1)))

    @cached_property
    def _rows(self) -> dict[Any, tuple[str, str]]:
        """The number of the table, and that of the row in it; what is inside a table is no table of its own."""
        found: dict[Any, tuple[str, str]] = {}
        tables = (one for one in self._root.iter(_TBL) if next(one.iterancestors(_TBL), None) is None)
        for number, table in enumerate(tables, 1):
            rows = (row for row in table.iter(_TR) if next(row.iterancestors(_TBL)) is table)
            found.update({row: (str(number), str(at)) for at, row in enumerate(rows, 1)})
        return found

    @cached_property
    def _paragraphs(self) -> dict[Any, int]:
        """A person counts paragraphs with text that are neither in a table nor in a text box."""
        found: dict[Any, int] = {}
        seen = 0
        for paragraph in self._root.iter(_P):
            if not any(over.tag in (_TR, _BOX) for over in paragraph.iterancestors()):
                has_text = any(node.text and next(node.iterancestors(_P)) is paragraph for node in paragraph.iter(_T))
                found[paragraph] = seen + 1
                seen += has_text
        return found
