"""What can be done on the Students screen: adding, deleting, restoring, enrolling, exporting; buttons, keys, menus."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton

from sms_desktop.core import clock
from sms_desktop.core.calendar import current_year_name
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services import students
from sms_desktop.services.students import StudentData
from sms_desktop.ui import icons
from sms_desktop.ui.dress import named
from sms_desktop.ui.exporting import ExportButton, Source, of_listed
from sms_desktop.ui.report_button import Place, ReportButton, Then, begin
from sms_desktop.ui.tabs.students.student_form import hide_sensitive, offer, student_form

if TYPE_CHECKING:
    from sms_desktop.services.enrolments import Enrolled
    from sms_desktop.services.offerings import OfferingRow
    from sms_desktop.ui.main_window import MainWindow
    from sms_desktop.ui.tabs.operations.privacy_acts import PrivacyActs
    from sms_desktop.ui.tabs.students.tab import StudentsTab

Ids = list[Hashable]
#: The reports that are meant of one and of several students, the first one first.
_ONE = ("performance", "transcript", "report-card")
_SEVERAL = ("report-card", "performance")
#: What is not there for who may not do it, by key as little as by button.
_RIGHTS = {
    "students.add_action": "students:create",
    "students.edit_action": "students:edit",
    "students.enrol_action": "enrolments:create",
    "students.delete_action": "students:delete",
    "students.certificate_action": "reports:issue",
    "students.form_action": "reports:run",
    **dict.fromkeys(
        ("students.person_action", "students.restrict_action", "students.lift_action", "students.erase_action"),
        "privacy:manage",
    ),
}


class Acts(QObject):
    """Each act works on the selected students, through one service call in a job, and can be undone."""

    def __init__(self, tab: StudentsTab, window: MainWindow) -> None:
        super().__init__(tab)
        self._tab, self._context, self._window = tab, tab.context, window
        self.add_button = named(QPushButton(), "students.add", "primary")
        icons.put(self.add_button, "user-plus", "on_accent")
        self.add_button.clicked.connect(self.add)
        self.enrol_button = self._button("enrol", "book-open", self.enrol)
        self.restore_button = self._button("restore", "rotate-ccw", self.restore)
        self.delete_button = self._button("delete", "trash-2", self.delete)
        self.export_button = ExportButton(tab.context, self.export_sources, "students.export")
        tab.table.export_sources = self.export_sources
        self.report_button = ReportButton(tab.context, self.report_place, "students.report")
        self.buttons = [self.enrol_button, self.restore_button, self.delete_button]
        self.buttons += [self.report_button, self.export_button]
        self._actions = [self._action(*act) for act in self._keys()]
        self.more = QMenu(tab)
        self.more.aboutToShow.connect(self._fill_more)
        window.languages.changed.connect(self.retranslate)
        self.retranslate()

    def add(self) -> None:
        """Opens the form for a new student."""
        form = student_form("students.new", new=True)
        offer(form, self._tab.choices)
        hide_sensitive(form, not self._context.actor.may("students:sensitive"))
        today = clock.today()
        form.load(StudentData(enrolment_date=today, academic_year=current_year_name(today)))

        def save(session: Any, values: dict[str, Any]) -> int:
            return students.create(session, StudentData(**values))

        from sms_desktop.ui.dialogs.form_dialog import FormDialog

        dialog = FormDialog(
            form,
            self._context.jobs,
            save,
            title=lambda: _("Add student"),
            job_title=lambda values: _("Adding {name}").format(name=values["last_name"]),
            action="create",
            parent=self._tab,
        )
        dialog.saved.connect(self._added)
        dialog.open()

    def delete(self) -> None:
        """Deletes the selected students; the toast takes it back."""
        if self.delete_button.isEnabled() and not self._tab.filters.deleted.isChecked():
            self._with_ids(self._delete)

    def restore(self) -> None:
        """Brings the selected students back."""
        self._with_ids(self._restore)

    def enrol(self) -> None:
        """Opens the dialog that enrols the selected students."""
        self._with_ids(self._enrol)

    def certificate(self) -> None:
        """Opens the dialog that issues certificates and letters to those selected."""
        self._with_ids(self._certificate)

    def own_form(self) -> None:
        """Opens the dialog that fills a form of the school's own for those selected."""
        self._with_ids(self._own_form)

    def _certificate(self, ids: Ids) -> None:
        from sms_desktop.ui.dialogs.issue import IssueDialog

        IssueDialog(self._context, self._window.toast, [int(str(each)) for each in ids], self._tab).open()

    def _own_form(self, ids: Ids) -> None:
        from sms_desktop.ui.dialogs.fill_form import FillDialog

        wanted = [int(str(each)) for each in ids]
        FillDialog(self._context, self._window.toast, self._tab, student_ids=wanted).open()

    def fill_menu(self, menu: QMenu) -> None:
        """The menu of the right button over the list; for whoever manages privacy with what concerns that."""
        for action in self._actions:
            if action.property("in_menu") and action.isEnabled():
                menu.addAction(action)
        self._fill_papers(menu)
        self.fill_privacy(menu)

    def report_place(self, then: Then) -> None:
        """The students selected, or the one whose record is shown, for a report."""
        record, table = self._tab.record.record, self._tab.table
        if table.selected_count() > 1:
            table.with_selected_ids(lambda ids: then(Place(_SEVERAL, tuple(int(str(each)) for each in ids))))
        elif record is not None and not record.deleted:
            then(Place(_ONE, (record.id,), record.name))
        else:
            then(Place())

    def _fill_papers(self, menu: QMenu) -> None:
        """Certificates, forms and reports about those selected, or about the person whose record is shown."""
        record = self._tab.record.record
        if not self._tab.filters.deleted.isChecked() and (self._tab.table.selected_count() > 1 or record is not None):
            wanted = ("students.certificate_action", "students.form_action")
            menu.addActions([one for one in self._actions if one.objectName() in wanted and one.isEnabled()])
            from sms_desktop.ui import reporting

            reporting.add_menu(menu, reporting.of_students(self._context), self._begin_report)

    def _begin_report(self, name: str) -> None:
        self.report_place(lambda place: begin(self._context, self._window, replace(place, reports=(name,))))

    def fill_privacy(self, menu: QMenu) -> None:
        """What can be done for the privacy of the person whose record is shown, or of those selected."""
        record = self._tab.record.record
        one = self._tab.table.selected_count() <= 1 and record is not None
        wanted = {"students.erase_action"}
        if one and record is not None and not record.deleted:
            wanted |= {"students.person_action"}
            wanted |= {"students.lift_action" if record.restricted_at else "students.restrict_action"}
        if self._context.actor.may("privacy:manage") and (one or self._tab.table.selected_count()):
            menu.addSeparator()
            menu.addActions([action for action in self._actions if action.objectName() in wanted])

    def export_sources(self) -> list[Source]:
        """What an export of the list writes; those deleted are in no export (domain.md 1)."""
        table, filters = self._tab.table, self._tab.filters
        return [] if filters.deleted.isChecked() else [of_listed(table, "students", shown=filters.listing())]

    def _fill_more(self) -> None:
        self.more.clear()
        self._fill_papers(self.more)
        self.fill_privacy(self.more)

    def person_file(self) -> None:
        """Writes everything about the person whose record is shown."""
        if record := self._tab.record.record:
            self._privacy().file(record.id, record.data.student_number)

    def restrict(self) -> None:
        """Restricts the person whose record is shown."""
        if record := self._tab.record.record:
            self._privacy().restrict(record.id)

    def lift(self) -> None:
        """Ends the restriction of the person whose record is shown."""
        if record := self._tab.record.record:
            self._privacy().lift(record.id)

    def erase(self) -> None:
        """Opens the wizard for the selected students."""
        self._with_ids(lambda ids: self._privacy().erase([int(str(each)) for each in ids]))

    def _privacy(self) -> PrivacyActs:
        from sms_desktop.ui.tabs.operations.privacy_acts import PrivacyActs

        return PrivacyActs(self._context, self._window, self._tab)

    def fit(self) -> None:
        """Opens and closes the buttons by what is selected, which list it is, and what the person may do."""
        may, deleted = self._context.actor.may, self._tab.filters.deleted.isChecked()
        some = self._tab.table.selected_count() > 0
        self.add_button.setVisible(may("students:create"))
        self.enrol_button.setVisible(not deleted and may("enrolments:create"))
        self.delete_button.setVisible(not deleted and may("students:delete"))
        self.restore_button.setVisible(deleted and may("students:delete"))
        self.enrol_button.setEnabled(some and not deleted and may("enrolments:create"))
        self.delete_button.setEnabled(some and not deleted and may("students:delete"))
        self.export_button.setVisible(not deleted and may("exports:run"))
        self.export_button.setEnabled(self._tab.model.rowCount() > 0)
        self.report_button.setVisible(not deleted and may("reports:run"))
        self.restore_button.setEnabled(some and may("students:delete"))
        for action in self._actions:
            right = _RIGHTS.get(action.objectName())
            action.setEnabled(right is None or may(right))

    def retranslate(self) -> None:
        """Words in the new language."""
        words = {
            self.add_button: (_("&Add student"), _("Add a student (Ctrl+N)")),
            self.enrol_button: (_("E&nrol in…"), _("Enrol the selected students in a course (Ctrl+E)")),
            self.delete_button: (_("&Delete"), _("Delete the selected students (Del)")),
            self.restore_button: (_("&Restore"), _("Bring the selected students back")),
        }
        for button, (text, tip) in words.items():
            button.setText(f" {text}")
            button.setToolTip(tip)
        for action, act in zip(self._actions, self._keys(), strict=True):
            action.setText(act[1])

    def _keys(self) -> list[tuple[str, str, str, str, Callable[[], object], bool]]:
        """Name, words, key, icon, what to do, and whether it stands in the menu of the right button."""
        tab = self._tab
        return [
            ("add", _("Add student"), "Ctrl+N, Ins", "user-plus", self.add, False),
            ("find", _("Filter the students"), "Ctrl+F", "search", self._to_filter, False),
            ("edit", _("Edit"), "F2", "pencil", tab.edit, True),
            ("enrol", _("Enrol in…"), "Ctrl+E", "book-open", self.enrol, True),
            ("save", _("Save the record"), "Ctrl+S", "save", lambda: tab.record.details.save(), False),
            ("copy", _("Copy"), "", "copy", tab.table.copy, True),
            ("delete", _("Delete"), "", "trash-2", self._delete_or_restore, True),
            ("certificate", _("Certificate…"), "", "mail", self.certificate, False),
            ("form", _("Fill in a form…"), "", "file-input", self.own_form, False),
            ("person", _("Everything about this person…"), "", "download", self.person_file, False),
            ("restrict", _("Restrict…"), "", "lock", self.restrict, False),
            ("lift", _("Lift the restriction…"), "", "lock-open", self.lift, False),
            ("erase", _("Erase…"), "", "user-minus", self.erase, False),
        ]

    def _action(self, name: str, text: str, keys: str, icon: str, run: Callable[[], object], in_menu: bool) -> QAction:
        action = QAction(text, self._tab)
        action.setObjectName(f"students.{name}_action")
        action.setShortcuts([QKeySequence(key) for key in keys.split(", ") if key])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setProperty("in_menu", in_menu)
        icons.put(action, icon)
        action.triggered.connect(lambda _checked=False: run())
        self._tab.addAction(action)
        return action

    def _button(self, name: str, icon: str, run: Callable[[], object]) -> QPushButton:
        button = named(QPushButton(), f"students.{name}")
        icons.put(button, icon)
        button.clicked.connect(lambda _checked=False: run())
        return button

    def _to_filter(self) -> None:
        self._tab.to_list()
        self._tab.filters.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._tab.filters.text.selectAll()

    def _delete_or_restore(self) -> None:
        (self.restore if self._tab.filters.deleted.isChecked() else self.delete)()

    def _with_ids(self, then: Callable[[Ids], object]) -> None:
        if self._tab.table.selected_count():
            self._tab.table.with_selected_ids(then)
        elif self._tab.record.student_id is not None:
            then([self._tab.record.student_id])

    def _added(self, student_id: int) -> None:
        self._window.toast(_("The student was added."), _("Undo"), self._context.undo.newest())
        self._tab.open_record(student_id)

    def _delete(self, ids: Ids) -> None:
        places = self._tab.table.selected_places()

        def done(count: int) -> None:
            text = ngettext("Deleted {n} student.", "Deleted {n} students.", count).format(n=count)
            self._window.toast(text, _("Undo"), self._context.undo.newest())
            self._tab.stay_at(places[0] if places else 0)

        self._write(students.delete, ids, done, _("Deleting students"), "delete")

    def _restore(self, ids: Ids) -> None:
        places = self._tab.table.selected_places()

        def done(count: int) -> None:
            text = ngettext("Restored {n} student.", "Restored {n} students.", count).format(n=count)
            self._window.toast(text, _("Undo"), self._context.undo.newest())
            self._tab.stay_at(places[0] if places else 0)

        self._write(students.restore, ids, done, _("Restoring students"), "restore")

    def _enrol(self, ids: Ids) -> None:
        record = self._tab.record.record
        name = record.name if record and ids == [record.id] else ""
        from sms_desktop.ui.tabs.students.enrol_dialog import EnrolDialog

        dialog = EnrolDialog(self._context, [int(str(each)) for each in ids], name, self._tab)
        dialog.enrolled.connect(self._enrolled)
        dialog.open()

    def _enrolled(self, done: Enrolled, course: OfferingRow) -> None:
        text = ngettext("Enrolled {n} student in {course}.", "Enrolled {n} students in {course}.", done.new)
        text = text.format(n=done.new, course=course.course_code)
        if done.already:
            were = ngettext("{n} was enrolled already.", "{n} were enrolled already.", done.already)
            text = f"{text} {were.format(n=done.already)}"
        self._window.toast(text, _("Undo"), self._context.undo.newest())

    def _write(self, service: Any, ids: Ids, done: Callable[[int], None], title: str, action: str) -> None:
        self._context.jobs.write(
            self._tab, lambda session, _progress: service(session, ids), done, title=title, action=action
        )
