"""Documents as one PDF: each with its own head, feet and count of pages, drawn as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _
from sms_desktop.formats.paper import blocks, heads
from sms_desktop.formats.paper.book import Book
from sms_desktop.formats.paper.flow import Flow
from sms_desktop.formats.paper.model import Cards, Document

#: How close a document is set where it is a little over its pages: no closer than it must be.
_CLOSER = (0.5, 1.0)
#: So much can be spared at the very most; longer documents stay as they are.
_SPARED, _MOST_PAGES = 0.3, 4


def write(
    file: BinaryIO,
    documents: Iterable[Document],
    title: str,
    after: Callable[[int], None] | None = None,
    lacking: Callable[[Document, Sequence[str]], None] | None = None,
) -> int:
    """Writes the documents one after the other, each from a page of its own, and returns how many pages they have.

    Several are in the file's list of contents by their `file_stem`.

    `after(n)` is called once n documents are drawn; what it raises ends the writing, and `file` has nothing yet.
    `lacking` is told of each document with letters that the font can't write, which are boxes, and in which texts.
    Raises `Invalid` for a picture that can't be read, and where there is no document at all.
    """
    book = Book(title)
    for count, document in enumerate(documents, 1):
        if count == 1:
            book.speak(document.language)
        book.mark(document.file_stem or document.title)
        _draw(book, document)
        unwritten = book.unwritten()
        if unwritten and lacking is not None:
            lacking(document, unwritten)
        if after is not None:
            after(count)
    if not book.pages:
        raise Invalid(
            _("There is nothing to put on paper."), _("Choose at least one student or class."), code="no_documents"
        )
    book.save(file)
    return book.pages


def _draw(book: Book, document: Document) -> None:
    """Draws a document, set closer where that spares it a last page with little on it."""
    usual = _placed(book, document, 0.0)
    worthwhile = 1 < usual.count <= _MOST_PAGES and usual.over <= _SPARED
    closer = (_placed(book, document, tight) for tight in _CLOSER if worthwhile)
    next((flow for flow in closer if flow.count < usual.count), usual).finish()


def _placed(book: Book, document: Document, tight: float) -> Flow:
    flow = Flow(book, document, tight)
    only_cards = bool(document.blocks) and all(isinstance(block, Cards) for block in document.blocks)
    if not only_cards:
        flow.place(heads.strips(document, flow.frame))
    flow.place(blocks.strips(document.blocks, flow.frame))
    return flow
