"""Why a Word or Excel file can't be one of the school's forms: each reason's sentence and way out."""

from __future__ import annotations

from collections.abc import Callable

from sms_desktop.core.errors import BadFile
from sms_desktop.core.i18n import _


class BadForm(BadFile):
    """A refusal that can be told across processes: `reason` is the name of its function here, `detail` its argument."""

    def __init__(self, sentence: str, way_out: str, *, code: str, reason: str, detail: str = "") -> None:
        super().__init__(sentence, way_out, code=code)
        self.reason = reason
        self.detail = detail


def unreadable() -> BadForm:
    return BadForm(
        _("The file can't be opened."),
        _("Close it in other programs, and see that you may read it."),
        code="unreadable",
        reason="unreadable",
    )


def not_a_form() -> BadForm:
    return BadForm(
        _("This is neither a Word document nor an Excel workbook (.docx, .dotx, .xlsx, .xltx)."),
        _("Open it in its own program, and save it as .docx or .xlsx."),
        code="not_a_form",
        reason="not_a_form",
    )


def open_document() -> BadForm:
    return BadForm(
        _("This is an OpenDocument file (.odt, .ods)."),
        _("Open it in LibreOffice, and save it as .docx or .xlsx."),
        code="not_a_form",
        reason="open_document",
    )


def old() -> BadForm:
    return BadForm(
        _("This file is of the old kind (.doc, .dot, .xls, .xlt)."),
        _("Open it in Word or Excel, and save it as .docx or .xlsx."),
        code="not_a_form",
        reason="old",
    )


def locked() -> BadForm:
    return BadForm(
        _("This file is protected by a password."),
        _("Open it in Word or Excel, and save it as .docx or .xlsx without a password."),
        code="not_a_form",
        reason="locked",
    )


def macros() -> BadForm:
    return BadForm(
        _("There are programs in this file (macros or add-ins)."),
        _("Save it as .docx or .xlsx without them, if you trust where it comes from."),
        code="macros",
        reason="macros",
    )


def controls() -> BadForm:
    return BadForm(
        _("There are ActiveX controls in this form: buttons, boxes or lists that run a program."),
        _(
            "Delete them in Word or Excel, or put content controls (Word) or form controls (Excel) in their place, "
            "and choose the file again."
        ),
        code="controls",
        reason="controls",
    )


def objects() -> BadForm:
    return BadForm(
        _("There is an object of another program in this form, and opening it would start that program."),
        _("Put a picture of it in its place in Word or Excel, and choose the file again."),
        code="objects",
        reason="objects",
    )


def linked(target: str) -> BadForm:
    return BadForm(
        _("A part of this form lies elsewhere and would be fetched when it is opened: {target}").format(
            target=target[:100]
        ),
        _("Break the links in Word or Excel, or put the picture or the values into the form itself."),
        code="linked",
        reason="linked",
        detail=target,
    )


def fetching() -> BadForm:
    return BadForm(
        _("This form fetches something when it is opened (a field such as INCLUDETEXT or DDE, or a connection)."),
        _("Replace it by its result in Word or Excel, and choose the file again."),
        code="linked",
        reason="fetching",
    )


def too_big() -> BadForm:
    return BadForm(
        _("The file is too large for a form."),
        _("Make the pictures in it smaller, or delete sheets that are not needed."),
        code="too_big",
        reason="too_big",
    )


def damaged() -> BadForm:
    return BadForm(
        _("The file is damaged and can't be read."),
        _("Open it in Word, Excel or LibreOffice and save it again."),
        code="damaged_file",
        reason="damaged",
    )


def long_header() -> BadForm:
    return BadForm(
        _("With these values the header or footer of a sheet gets longer than Excel allows."),
        _("Take fields out of it, or put them into cells."),
        code="long_header",
        reason="long_header",
    )


def apart_workbook() -> BadForm:
    return BadForm(
        _("Workbooks can't be put into one file."), _("Save a file for each."), code="apart", reason="apart_workbook"
    )


def apart_header() -> BadForm:
    return BadForm(
        _("The header, footer or a note of this form differs from student to student, so they can't be in one file."),
        _("Save a file for each, or move these fields into the text."),
        code="apart",
        reason="apart_header",
    )


def apart_numbers() -> BadForm:
    return BadForm(
        _("This form has numbered lists, notes or other numbers that would go on from one student to the next."),
        _("Save a file for each."),
        code="apart",
        reason="apart_numbers",
    )


#: The refusals by the name that a helper process tells.
BY_REASON: dict[str, Callable[[], BadForm]] = {
    one.__name__: one
    for one in (
        unreadable, not_a_form, open_document, old, locked, macros, controls, objects, fetching, too_big, damaged,
    )
}  # fmt: skip


def told(reason: str, detail: str) -> BadForm:
    """The refusal that a helper process told of."""
    return linked(detail) if reason == linked.__name__ else BY_REASON.get(reason, damaged)()
