"""Pictures of every screen, in the languages and themes asked for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from sms_desktop.core.i18n import language
from sms_desktop.ui.main_window import MainWindow


def save_pictures(
    window: MainWindow,
    folder: Path,
    languages: Iterable[str] = ("en", "el"),
    themes: Iterable[str] = ("light", "dark"),
    *,
    seconds: float = 20.0,
) -> list[Path]:
    """Saves `<tab>-<language>-<theme>.png` of every screen, each once its jobs are done; returns the files.

    Leaves the window in the screen, language and theme it was in. Waits at most `seconds` for a screen.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = (window.current_tab(), language(), window.theme.choice)
    saved = []
    for tongue in languages:
        window.languages.choose(tongue)
        for theme in themes:
            window.theme.choose(theme)
            for spec in window.specs:
                file = folder / f"{spec.name}-{tongue}-{theme}.png"
                saved.append(_picture(window, spec.name, file, seconds))
    window.languages.choose(before[1])
    window.theme.choose(before[2])
    window.show_tab(before[0])
    return saved


def settle(window: MainWindow, seconds: float = 20.0) -> None:
    """Lets the window finish its jobs and draw what they brought."""
    for _round in range(3):
        QApplication.processEvents()
        window.jobs.wait_idle(seconds)
    QApplication.processEvents()


def _picture(window: MainWindow, name: str, file: Path, seconds: float) -> Path:
    window.show_tab(name)
    settle(window, seconds)
    window.grab().save(str(file))
    return file
