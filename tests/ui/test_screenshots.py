"""Pictures of every screen in every dress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QImage

from sms_desktop.core.i18n import language
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.screenshots import save_pictures
from sms_desktop.ui.theme import DARK, LIGHT


def test_every_screen_is_pictured_in_both_languages_and_themes(
    window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    main = window()
    main.show_tab("courses")
    files = save_pictures(main, tmp_path / "pictures", ["en", "el"], ["light", "dark"])
    dresses = [f"{tongue}-{theme}" for tongue in ("en", "el") for theme in ("light", "dark")]
    names = [f"{tab}-{dress}.png" for dress in dresses for tab in ("students", "courses")]
    assert [file.name for file in files] == names
    for file, ground in ((files[0], LIGHT.sunken), (files[2], DARK.sunken)):
        assert QImage(str(file)).pixelColor(3, 300).name() == ground
    assert (main.current_tab(), language(), main.theme.choice) == ("courses", "en", "light")
