"""Reports from the window: what a place of the screen is about, and the one way to have a report made or printed."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QWidget

from sms_desktop.core.errors import Cancelled
from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.reports import tasks
from sms_desktop.reports.catalogue import REPORTS
from sms_desktop.reports.report import STUDENT
from sms_desktop.reports.running import Wanted
from sms_desktop.ui import icons, printing
from sms_desktop.ui.commands import Command
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.exporting import show_file
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.report_button import RIGHT, Place, Then
from sms_desktop.ui.tab_order import first_part

#: So many reasons stand in the message itself; the others under its details.
_SAID = 8

Done = Callable[[], object]
Failed = Callable[[Exception], object]


def may_make(context: Context, name: str) -> bool:
    """Whether this person may make a report at all, of the own classes at least."""
    may = context.actor.may
    return may(RIGHT) and all(may(permission) for permission in REPORTS[name].permissions)


def of_students(context: Context) -> list[str]:
    """The reports about students that this person may make."""
    return [
        name for name, report in REPORTS.items() if STUDENT in (report.about, *report.also) and may_make(context, name)
    ]


# Beginning


def begin(context: Context, window: MainWindow, place: Place) -> None:
    """Opens the dialog at the first report of the place that the person may make; says so where there is none."""
    from sms_desktop.ui.dialogs.report import ReportDialog

    names = [name for name in REPORTS if may_make(context, name)]
    if names:
        ReportDialog(context, window, place, names).open()
    else:
        window.toast(_("You can't make reports. An administrator can grant it to you."))


def fill_menu(menu: QMenu, names: Sequence[str], then: Callable[[str], object]) -> None:
    """Puts these reports into a menu; `then(name)` when one is chosen."""
    for name in names:
        action = menu.addAction(_("{report}…").format(report=_(REPORTS[name].title)))
        action.setObjectName(f"report.{name}")
        action.triggered.connect(lambda _checked=False, name=name: then(name))


def add_menu(menu: QMenu, names: Sequence[str], then: Callable[[str], object]) -> None:
    """Puts a menu of these reports into another; nothing where there are none."""
    if names:
        reports = menu.addMenu(_("Reports"))
        reports.menuAction().setObjectName("report.menu")
        icons.put(reports.menuAction(), "printer")
        fill_menu(reports, names, then)


def add_commands(context: Context, window: MainWindow) -> None:
    """Puts the reports into the menu and the search, for who may make them; Ctrl+P begins with the place one is at."""
    names = [name for name in REPORTS if may_make(context, name)]
    if not names:
        return

    def run(name: str = "") -> None:
        here(window, lambda place: begin(context, window, replace(place, reports=(name,)) if name else place))

    window.commands.add(Command("report", lambda: _("Print a report…"), run, "Ctrl+P", "printer", "file"))
    for name in names:
        window.commands.add(_command(name, run))


def _command(name: str, run: Callable[[str], object]) -> Command:
    return Command(
        f"report_{name}",
        lambda: _("Report: {report}").format(report=_(REPORTS[name].title)),
        lambda: run(name),
        "",
        "printer",
        "reports",
    )


def here(window: MainWindow, then: Then) -> None:
    """Hands over what the place is about where the person is: the widget with the focus, or one around it, may say.

    They have `report_place(then)`, which calls `then(place)`, at once or when ids have been asked for.
    """
    screen = window.tab(window.current_tab())
    for place in (QApplication.focusWidget(), first_part(screen), screen):
        while place is not None:
            tell = getattr(place, "report_place", None)
            if callable(tell) and (place is screen or screen.isAncestorOf(place)):
                tell(then)
                return
            place = place.parentWidget()
    then(Place())


# Having it made


def save(context: Context, window: MainWindow, wanted: Wanted, target: Path, done: Done, failed: Failed) -> int:
    """Has a report written in the worker process and tells of it; `done` or `failed` after that. Returns the job."""

    def written(answer: dict[str, Any]) -> None:
        done()
        tell_made(window, wanted, answer)

    return context.jobs.heavy(
        window, "reports.make", tasks.arguments(wanted, target), written, failed, title=title_of(wanted), beside=True
    )


def send_to_printer(
    context: Context,
    window: MainWindow,
    wanted: Wanted,
    printer: QPrinter,
    begun: Callable[[int], object],
    done: Done,
    failed: Failed,
) -> None:
    """Has a report made in the worker process and printed; `begun` hears of each of its two jobs."""

    def printed(pages: int) -> None:
        done()
        text = ngettext("{n} page was sent to the printer.", "{n} pages were sent to the printer.", pages)
        window.toast(text.format(n=format_number(pages)))

    def made(answer: dict[str, Any]) -> None:
        if answer["notes"]:
            show_notes(window, wanted, answer)
        pdf, title = b64decode(answer["pdf"]), _("Printing: {report}").format(report=_(REPORTS[wanted.name].title))
        begun(printing.send(context.jobs, window, pdf, printer, printed, failed, title=title))

    arguments = tasks.arguments(wanted)
    begun(context.jobs.heavy(window, "reports.print", arguments, made, failed, title=title_of(wanted), beside=True))


def title_of(wanted: Wanted) -> str:
    """How the job of a report is called."""
    return _("Making: {report}").format(report=_(REPORTS[wanted.name].title))


def tell_made(window: MainWindow, wanted: Wanted, answer: dict[str, Any]) -> None:
    """Says what was written, with the way to it; which were left out, and why; and what wants a look."""
    files, left = [Path(file) for file in answer["files"]], answer["left"]
    if left:
        show_left(window, wanted, answer)
    elif answer["notes"]:
        show_notes(window, wanted, answer)
    documents, pages = int(answer["documents"]), int(answer["pages"])
    words = ngettext("{n} document", "{n} documents", documents).format(n=format_number(documents))
    sides = ngettext("{n} page", "{n} pages", pages).format(n=format_number(pages))
    place = files[0] if len(files) == 1 else files[0].parent
    text = _("{documents} on {pages} written to {name}.").format(documents=words, pages=sides, name=place.name)
    folder = (_("Open the folder"), lambda: show_file(files[0].parent))
    if len(files) == 1:
        window.toast(text, _("Open"), lambda: show_file(files[0]), other=folder)
    else:
        window.toast(text, *folder)


def show_left(window: MainWindow, wanted: Wanted, answer: dict[str, Any]) -> QMessageBox:
    """Says of how many subjects there is no paper, and why; all reasons are under the details."""
    sentences = [one["sentence"] for one in answer["left"]]
    total, count = len(wanted.subjects), len(sentences)
    made = _("{made} of {total} are done.").format(made=format_number(total - count), total=format_number(total))
    out = ngettext("{n} was left out:", "{n} were left out:", count).format(n=format_number(count))
    sentences += [note["sentence"] for note in answer["notes"]]
    return _tell(window, "report.left", wanted, f"{made} {out}", sentences)


def show_notes(window: MainWindow, wanted: Wanted, answer: dict[str, Any]) -> QMessageBox:
    """Says what wants a look on papers that were made; all of it is under the details."""
    return _tell(window, "report.notes", wanted, _("Look at this:"), [note["sentence"] for note in answer["notes"]])


def _tell(window: MainWindow, name: str, wanted: Wanted, text: str, sentences: Sequence[str]) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.Warning, _(REPORTS[wanted.name].title), text, parent=window)
    named(box, name).setInformativeText("\n".join(sentences[:_SAID]))
    if len(sentences) > _SAID:
        box.setDetailedText("\n".join(sentences))
    box.open()
    return box


def tell_failed(window: QWidget, error: Exception) -> None:
    """Says over the window what went wrong, where the dialog is closed already."""
    if not isinstance(error, Cancelled):
        show_error(window, error)
