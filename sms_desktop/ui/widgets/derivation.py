"""How a final grade came about, category by category, worded so that it can be shown to a parent (domain.md 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QTextBrowser

from sms_desktop.core.grading import CategoryResult, FinalGrade, Item, half_up
from sms_desktop.core.i18n import _, format_date, format_number, format_percent, ngettext
from sms_desktop.core.scales import Scales
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named

#: The weight that the typeface has; a bolder one would be faked.
_STRONG = "font-weight: 600"


class Derivation(QTextBrowser):
    """Shows one final grade with all that is in it, in the language and the colours of now."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name, "page")
        self._shown: tuple[FinalGrade, Scales, str, Callable[[], Sequence[str]]] | None = None
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.retranslate()

    def show_final(
        self, final: FinalGrade, scales: Scales, title: str = "", more: Callable[[], Sequence[str]] = tuple
    ) -> None:
        """Shows a final grade under a heading, such as the course's name, and `more()` sentences under it."""
        self._shown = (final, scales, title, more)
        self.retranslate()
        self.verticalScrollBar().setValue(0)

    def show_nothing(self) -> None:
        """Shows that there is none to explain."""
        self._shown = None
        self.retranslate()

    def retranslate(self) -> None:
        """In the language and the colours of now."""
        scrolled = self.verticalScrollBar().value()
        self.setAccessibleName(_("How the grade came about"))
        self.setHtml(_page(*self._shown) if self._shown else "")
        self.verticalScrollBar().setValue(scrolled)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.retranslate()


def _page(final: FinalGrade, scales: Scales, title: str, more: Callable[[], Sequence[str]]) -> str:
    rows = "".join(_category(one) for one in final.categories)
    head = f'<p style="margin: 10px 14px 2px 14px; {_STRONG}">{escape(title)}</p>' if title else ""
    return (
        f"{head}{''.join(_paragraph(sentence) for sentence in _said(final, scales))}"
        f'<table width="100%" cellspacing="0" cellpadding="3" style="margin: 4px 12px 8px 12px">{rows}</table>'
        f"{''.join(_paragraph(sentence) for sentence in (*_after(final), *more()))}"
    )


def _paragraph(sentence: str) -> str:
    return f'<p style="margin: 2px 14px">{escape(sentence)}</p>'


def _said(final: FinalGrade, scales: Scales) -> Iterator[str]:
    """The result in words, and how much of the evaluation it is about."""
    if final.percentage is None:
        yield _("Not graded yet: there are no marks that count.")
        return
    yield _("Final grade {grade} of 20 ({percent} %), in words: {word}.").format(
        grade=format_number(final.grade20 or Decimal(0), 2),
        percent=format_number(final.percentage, 2),
        word=scales.word(final.percentage),
    )
    reached = _("The pass mark of {mark} is reached.")
    missed = _("The pass mark of {mark} is not reached.")
    yield (reached if scales.passed(final.percentage) else missed).format(mark=format_number(scales.pass_mark))
    if final.weight_used < 100:
        part = _("So far {used} % of the evaluation is in. What is still to come is left out of this grade.")
        yield part.format(used=format_number(final.weight_used))


def _after(final: FinalGrade) -> Iterator[str]:
    """What the categories add up to, and what absences took off."""
    if final.before_penalty is None or final.percentage is None:
        return
    if not final.penalty:
        yield _("Together: {sum} of 100.").format(sum=format_number(final.before_penalty, 2))
        return
    sentence = ngettext(
        "Together: {sum} of 100. {n} absence takes {points} points off: {left}.",
        "Together: {sum} of 100. {n} absences take {points} points off: {left}.",
        final.absent,
    )
    yield sentence.format(
        sum=format_number(final.before_penalty, 2),
        n=final.absent,
        points=format_number(final.penalty, 2),
        left=format_number(final.percentage, 2),
    )


def _category(one: CategoryResult) -> str:
    tokens = theme.current()
    title = _("{name} ({weight} %)").format(name=one.name, weight=format_number(one.weight))
    line = f"border-top: 1px solid {tokens.border}"
    if one.average is None:
        average, points = _("nothing yet"), ""
    else:
        average = _("average {average} %").format(average=_two(one.average))
        points = _("{points} points").format(points=_two(one.contribution or Fraction(0)))
    head = (
        f'<tr><td style="{line}; {_STRONG}">{escape(title)}</td>'
        f'<td align="right" style="{line}; color: {tokens.muted}">{escape(average)}</td>'
        f'<td align="right" style="{line}; {_STRONG}">{escape(points)}</td></tr>'
    )
    return head + _registers(one) + "".join(_item(item) for item in one.items)


def _registers(one: CategoryResult) -> str:
    if one.counts is None or not one.counts.recorded:
        return ""
    text = _("{present} of {recorded} recorded periods present").format(
        present=one.counts.present, recorded=one.counts.recorded
    )
    return _line(text, "", "")


def _item(item: Item) -> str:
    title = _("Daily rating") if item.daily else item.title or _("Mark")
    day = f", {format_date(item.day)}" if item.day else ""
    if item.score is None:
        return _line(title + day, "", _why_not(item))
    mark = _("{score} of {maximum}").format(score=format_number(item.score), maximum=format_number(item.maximum))
    return _line(title + day, mark, _why_not(item) if not item.counted else _counts(item))


def _counts(item: Item) -> str:
    if item.weight == 1:
        return format_percent(half_up(item.percentage or Fraction(0)), 2)
    return _("{percent} %, counts {weight} times").format(
        percent=_two(item.percentage or Fraction(0)), weight=format_number(item.weight)
    )


def _why_not(item: Item) -> str:
    words = {
        "excused": _("excused: does not count"),
        "replaced": _("replaced by a later one"),
        "registers": _("the registers count instead"),
    }
    return words.get(item.why_not, "")


def _line(title: str, mark: str, note: str) -> str:
    muted = f"color: {theme.current().muted}"
    return (
        f'<tr><td style="padding-left: 14px; {muted}">{escape(title)}</td>'
        f'<td align="right">{escape(mark)}</td>'
        f'<td align="right" style="{muted}">{escape(note)}</td></tr>'
    )


def _two(value: Fraction) -> str:
    return format_number(half_up(value), 2)
