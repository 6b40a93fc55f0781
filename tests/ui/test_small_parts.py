"""Memory, news of changes, garbage, lists of services, and what is imported at start."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLabel, QStyleOptionComboBox

from sms_desktop.core.events import Changed, EventBus
from sms_desktop.services.listing import Listing
from sms_desktop.ui import icons
from sms_desktop.ui.changes import ChangeFeed
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.garbage import CollectAtHome
from sms_desktop.ui.listing import ListingSource
from sms_desktop.ui.memory import FileMemory, Forgetful
from sms_desktop.ui.paging import Query
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.scroll import scrolled


def test_a_file_remembers_for_each_person_apart(tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    for user, value in (("Ada", [1, "δύο"]), ("Άλλος χρήστης", {"x": None})):
        FileMemory(file, user).put("main.tab", value)
    assert FileMemory(file, "Ada").get("main.tab") == [1, "δύο"]
    assert FileMemory(file, "Άλλος χρήστης").get("main.tab") == {"x": None}
    assert FileMemory(file, "Nobody").get("main.tab", "none") == "none"


@pytest.mark.parametrize("kept", [False, True])
def test_the_window_forgets_what_is_called_like_somebody(tmp_path: Path, kept: bool) -> None:
    memory = FileMemory(tmp_path / "window.ini", "Ada") if kept else Forgetful()
    memory.put("export.folder", "/home/ada/ΜΟΝΑΔΟΥ Ελένη")
    memory.put("main.tab", "students")
    memory.forget(["Μοναδού"])
    assert (memory.get("export.folder"), memory.get("main.tab")) == (None, "students")


def test_a_damaged_memory_counts_as_none(tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    memory = FileMemory(file, "Ada")
    memory._settings.setValue(f"{b'Ada'.hex()}/main.tab", "{not json")
    assert memory.get("main.tab", "none") == "none"


def test_a_forgetful_memory_remembers_until_the_end() -> None:
    memory = Forgetful()
    memory.put("a", 1)
    assert (memory.get("a"), memory.get("b", 2)) == (1, 2)


def test_news_from_another_thread_arrives_in_the_windows_thread_in_order(qapp: QApplication, qtbot: Any) -> None:
    bus, heard = EventBus(), []
    feed = ChangeFeed(bus)
    feed.changed.connect(lambda event: heard.append((event.change_set_id, threading.get_ident())))

    def publish() -> None:
        for number in range(50):
            bus.publish(Changed(number, frozenset({"students"}), "update"))

    writer = threading.Thread(target=publish)
    writer.start()
    writer.join()
    qtbot.waitUntil(lambda: len(heard) == 50)
    assert heard == [(number, threading.get_ident()) for number in range(50)]
    feed.close()
    bus.publish(Changed(51, frozenset(), "update"))
    QApplication.processEvents()
    assert len(heard) == 50


def test_cycles_are_collected_at_home_and_nowhere_else(qapp: QApplication) -> None:
    collector = CollectAtHome()
    try:
        assert not gc.isenabled()
        for _number in range(5000):
            cycle: list[Any] = []
            cycle.append(cycle)
        assert gc.get_count()[0] > gc.get_threshold()[0]
        collector.look()
        assert gc.get_count()[0] < gc.get_threshold()[0]
    finally:
        collector.close()
    assert gc.isenabled()


def test_a_services_list_is_paged_sorted_and_filtered_by_its_listing() -> None:
    asked: list[Listing] = []

    def count(_session: Any, wanted: Listing) -> int:
        asked.append(wanted)
        return 3

    def page(_session: Any, wanted: Listing, offset: int, limit: int) -> list[Any]:
        asked.append(wanted)
        return [type("Row", (), {"id": number})() for number in range(3)][offset : offset + limit]

    source, query = ListingSource(count, page), Query(Listing(text="a"), "name", True)
    assert source.count(None, query) == 3
    assert [row.id for row in source.fetch(None, query, 1, 5)] == [1, 2]
    assert source.ids(None, query) == [0, 1, 2]
    assert set(asked) == {Listing(text="a", sort="name", descending=True)}
    assert source.count(None, Query()) == 3
    assert ListingSource(count, page, lambda _session, _wanted: [7]).ids(None, query) == [7]


def test_a_notice_hides_while_it_has_nothing_to_say(qapp: QApplication) -> None:
    notice = Notice("good")
    notice.say("All is well.")
    assert not notice.isHidden()
    assert notice.accessibleName() == notice.text() == "All is well."
    notice.say("")
    assert notice.isHidden()


def test_a_long_page_scrolls_down_and_never_sideways(qapp: QApplication) -> None:
    label = QLabel("\n".join("line" for _line in range(200)))
    area = scrolled(label)
    area.resize(200, 200)
    area.show()
    QApplication.processEvents()
    assert area.verticalScrollBar().maximum() > 0
    assert area.horizontalScrollBar().maximum() == 0
    assert isinstance(label.parent(), QObject)


def test_the_window_is_imported_without_anything_heavy() -> None:
    heavy = [
        "openpyxl",
        "alembic",
        "pyqtgraph",
        "reportlab",
        "rustpy_xlsxwriter",
        "python_calamine",
        "PySide6.QtNetwork",
    ]
    code = f"import sys, sms_desktop.ui.main_window; print([name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_choice_without_room_ends_in_dots_and_not_in_half_a_letter(qtbot: Any) -> None:
    box = CalmComboBox()
    qtbot.addWidget(box)
    box.addItem("2026-2027 · Winter term")
    option = QStyleOptionComboBox()
    for width, shown in ((400, "2026-2027 · Winter term"), (120, "2026-20")):
        box.setFixedWidth(width)
        box.initStyleOption(option)
        assert box.shown_text(option).startswith(shown)
    assert box.shown_text(option).endswith("…")
    box.addItem(icons.icon("printer"), "2026-2027 · Winter term")
    before = len(box.shown_text(option))
    box.setCurrentIndex(1)
    box.initStyleOption(option)
    assert len(box.shown_text(option)) < before
    assert not box.grab().isNull()


def test_what_stands_for_no_choice_is_seen(qtbot: Any) -> None:
    box = CalmComboBox()
    qtbot.addWidget(box)
    nothing = box.grab().toImage()
    box.setPlaceholderText("Programme")
    assert box.grab().toImage() != nothing
