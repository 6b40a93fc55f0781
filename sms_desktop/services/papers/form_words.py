"""Where something stands in a form, and what is wrong with it, as a person reads it."""

from __future__ import annotations

from sms_desktop.core.i18n import _
from sms_desktop.formats.forms.filling import Spot


def place(spot: Spot) -> str:
    """Where a field stands: “table 1, row 3”, “sheet Marks, cell B4”."""
    kind, *more = spot.place
    known = {
        "paragraph": _("paragraph {0}"),
        "table": _("table {0}, row {1}"),
        "cell": _("sheet {0}, cell {1}"),
        "row": _("sheet {0}, row {1}"),
        "sheet": _("sheet {0}"),
        "header_of": _("header or footer of the sheet {0}"),
        "header": _("header"),
        "footer": _("footer"),
        "footnotes": _("footnotes"),
        "endnotes": _("endnotes"),
        "comments": _("comments"),
        "box": _("text box"),
        "part": _("part {0} of the file"),
    }
    return known[kind].format(*more)


def wrong(spot: Spot) -> str:
    """What is wrong, as a sentence with the place."""
    known = {
        "unclosed": _("A field begins and never ends: “{text}”."),
        "two_lists": _("One row names fields of two lists. A row can be repeated for one list alone."),
        "no_rows_here": _("Fields of rows, such as “{text}”, stand in a table row, a paragraph or a cell, not here."),
        "in_formula": _("A field stands inside a formula. Put it into a cell that the formula uses."),
        "in_code": _(
            "A field stands inside a field of Word's own, an equation or WordArt: “{text}”. Write it as text."
        ),
        "uneven": _("Rows that are repeated for the same list don't name the same fields."),
        "pivot": _("A pivot table stands in rows that are repeated. Move it to another sheet."),
        "array": _("A formula over several cells reaches into a row that is repeated."),
        "table": _(
            "The header or the total of a table stands in a row that is repeated. Put the fields into the row between."
        ),
        "merged": _(
            "Merged cells hold a part of the rows that are repeated and others as well. "
            "Merge all of these rows, or cells of one of them."
        ),
        "in_link": _("A field stands in a link, which is not filled: “{text}”. Put it into a cell."),
        "in_sheet_name": _("A field stands in the name of a sheet. Put it into a cell or the header of the page."),
    }
    return f"{known[spot.name].format(text=spot.text)} ({place(spot)})"


def dropped(code: str) -> str:
    """What is taken out of a form before it is kept, as a sentence."""
    known = {
        "template": _("The link to the template that the document was made from is left out of filled forms."),
        "merge": _("The link to the list of a mail merge is left out of filled forms."),
        "signature": _("The digital signature holds for the unfilled form alone, and is left out of filled forms."),
        "charts": _(
            "The links of charts to their workbooks are left out of filled forms. The charts stay as they are."
        ),
        "pictures": _("The links to where pictures came from are left out of filled forms. The pictures stay."),
        "workbooks": _(
            "The links to other workbooks are left out of filled forms. Values from there stay as they were saved."
        ),
        "objects": _("Objects of other programs, such as drawings and equations, are pictures in filled forms."),
    }
    return known[code]
