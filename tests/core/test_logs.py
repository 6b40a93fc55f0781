"""The log in the data folder holds where things went wrong, and nothing of the school."""

from __future__ import annotations

import logging
from pathlib import Path

from sms_desktop.core import logs


def test_a_fault_is_kept_with_its_places_and_without_its_words(tmp_path: Path) -> None:
    handler = logs.to_folder(tmp_path, "window")
    try:
        try:
            raise KeyError("Abbot Ada") from ValueError("99000001")
        except KeyError:
            logging.getLogger("sms_desktop.test").exception("a job failed")
    finally:
        logs.stop(handler)
    text = (tmp_path / "logs" / "window.log").read_text(encoding="utf-8")
    assert "a job failed" in text
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text
    assert "Abbot" not in text
    assert "99000001" not in text


def test_after_the_end_nothing_more_is_kept(tmp_path: Path) -> None:
    handler = logs.to_folder(tmp_path, "window")
    logs.stop(handler)
    logging.getLogger("sms_desktop.test").error("too late")
    assert not (tmp_path / "logs" / "window.log").exists()
