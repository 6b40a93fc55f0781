"""How marks and results look in their cells: what is missing, below the pass mark, excused or noted shows at once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sms_desktop.core.absences import Limit
from sms_desktop.core.grading import percentage
from sms_desktop.core.i18n import _, format_percent
from sms_desktop.core.marks import shown_mark
from sms_desktop.core.scales import Scales
from sms_desktop.services.gradebook import AssessmentColumn, Cell, Row
from sms_desktop.ui.tabs.grades.columns import Col
from sms_desktop.ui.widgets.sheet.model import Look

BELOW, NOTHING = "chevron-down", "–"


@dataclass(frozen=True)
class Refused:
    """What was typed and could not be kept, with the reason; `theirs` where somebody else wrote there meanwhile."""

    text: str
    reason: str
    theirs: bool = False


def mark_look(cell: Cell | None, column: AssessmentColumn, scales: Scales, *, awaited: bool) -> Look:
    """A mark; `awaited` says that others have one in this column and that this student should."""
    if cell is None:
        return Look(missing=awaited, spoken=_("No mark yet") if awaited else "")
    text = shown_mark(cell.score, cell.excused)
    tips, note = [], bool(cell.note)
    if cell.max_score != column.max_score and not cell.excused:
        text = f"{text}/{shown_mark(cell.max_score)}"
    if cell.weight != column.weight:
        tips.append(_("Weight {weight}").format(weight=shown_mark(cell.weight)))
    if note:
        tips.append(cell.note)
    if cell.excused or cell.score is None:
        return Look(text, tone="muted", corner=note, tip="\n".join([_("Excused"), *tips]), spoken=_("Excused"))
    below = not scales.passed(percentage(cell.score, cell.max_score))
    if below:
        tips.insert(0, _("Below the pass mark"))
    tip = "\n".join(tips)
    spoken = _("{mark}, below the pass mark").format(mark=text) if below else ""
    return Look(text, "danger" if below else "text", sign=BELOW if below else "", corner=note, tip=tip, spoken=spoken)


def refused_look(refused: Refused, stored: Look) -> Look:
    """What could not be kept, underlined with a sign; of two people's marks the other's, which is the stored one."""
    text = stored.text if refused.theirs else refused.text
    spoken = _("{text}, not saved: {reason}").format(text=refused.text, reason=refused.reason)
    tone = "warning" if refused.theirs else "danger"
    return Look(
        text, tone, f"{tone}_ground", "circle-alert", wrong=not refused.theirs, tip=refused.reason, spoken=spoken
    )


def result_look(column: Col, row: Row, scales: Scales) -> Look:
    """An average or one of the results of a row."""
    if column.kind == "average":
        result = next((r for r in row.final.categories if column.category and r.id == column.category.id), None)
        return _graded(result.average if result else None, scales, bold=False)
    if column.kind == "final":
        return _graded(row.final.percentage, scales, bold=True)
    if column.kind == "used":
        used = row.final.weight_used
        return Look(format_percent(used), "text" if used == 100 else "muted")
    return limit_look(row.limit)


def _graded(value: Decimal | Fraction | None, scales: Scales, *, bold: bool) -> Look:
    if value is None:
        return Look(NOTHING, "muted", tip=_("Not graded yet"), spoken=_("Not graded yet"))
    text = scales.shown_as(value)
    if scales.passed(value):
        return Look(text, bold=bold, tip=scales.shown_as(value, "percent"))
    tip = f"{scales.shown_as(value, 'percent')}\n{_('Below the pass mark')}"
    spoken = _("{mark}, below the pass mark").format(mark=text)
    return Look(text, "danger", sign=BELOW, bold=bold, tip=tip, spoken=spoken)


def limit_look(limit: Limit) -> Look:
    """Absences of those allowed, with a sign where the limit is near or crossed."""
    if limit.allowed is None:
        return Look(str(limit.absences) if limit.absences else NOTHING, "muted", tip=limit_words(limit))
    text, words = f"{limit.absences}/{limit.allowed}", limit_words(limit)
    tones = {"warning": "warning", "insufficient": "danger"}
    if limit.status not in tones:
        return Look(text, "muted", tip=words)
    return Look(text, tones[limit.status], sign="triangle-alert", tip=words, spoken=f"{text}, {words}")


def limit_words(limit: Limit) -> str:
    """How an enrolment stands against the absence limit, in a sentence."""
    if limit.allowed is None:
        return _("The course has no periods, so the absence limit is not known.")
    sentences = {
        "insufficient": _("Over the absence limit: {count} absent, {allowed} allowed."),
        "warning": _("Close to the absence limit: {count} absent, {allowed} allowed."),
    }
    sentence = sentences.get(limit.status, _("Absence limit: {count} absent, {allowed} allowed."))
    return sentence.format(count=limit.absences, allowed=limit.allowed)
