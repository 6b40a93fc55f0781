"""Colours that can be read, a font whose digits line up, icons for both themes."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from sms_desktop.core import paths
from sms_desktop.ui import icons
from sms_desktop.ui import theme as look
from sms_desktop.ui.theme import DARK, FONT_FILES, LIGHT, Theme, Tokens

READ_ON = ("window", "surface", "sunken", "raised", "hover", "selected")
BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@BOTH
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "danger", "warning", "success"])
def test_every_ink_can_be_read_on_every_ground(tokens: Tokens, ink: str) -> None:
    for ground in READ_ON:
        assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5, ground


@BOTH
def test_coloured_grounds_carry_their_inks_and_edges_are_seen(tokens: Tokens) -> None:
    pairs = [
        ("on_accent", "accent"), ("on_accent", "accent_hover"), ("danger", "danger_ground"),
        ("warning", "warning_ground"), ("success", "success_ground"), ("on_toast", "toast"), ("toast_accent", "toast"),
    ]  # fmt: skip
    for ink, ground in pairs:
        assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5, (ink, ground)
    for edge in ("control", "focus"):
        for ground in ("window", "surface"):
            assert contrast(getattr(tokens, edge), getattr(tokens, ground)) >= 3.0, (edge, ground)


def test_the_theme_is_switched_at_once_for_windows_that_are_open(theme: Theme) -> None:
    label = QLabel("text")
    label.show()
    for choice, tokens in (("dark", DARK), ("light", LIGHT)):
        theme.choose(choice)
        assert look.current() is tokens
        assert label.palette().color(label.foregroundRole()) == QColor(tokens.text)


def test_an_unknown_choice_follows_the_system(theme: Theme) -> None:
    theme.choose("purple")
    assert theme.choice == "auto"


def test_the_style_sheet_uses_only_words_that_exist_and_files_that_are_there(theme: Theme) -> None:
    sheet = (paths.resources() / "style" / "window.qss").read_text(encoding="utf-8")
    for art in re.findall(r"\$art/([\w-]+)-\$name", sheet):
        for name in ("light", "dark"):
            assert (paths.resources() / "style" / f"{art}-{name}.svg").is_file(), art


def test_digits_have_one_width_and_greek_is_whole(theme: Theme) -> None:
    metrics = QFontMetricsF(QApplication.font())
    assert len({metrics.horizontalAdvance(digit * 20) for digit in "0123456789"}) == 1
    letters = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰΆΈΉΊΌΎΏΪΫ΄·«»’"
    for name in FONT_FILES:
        font = QRawFont(str(paths.resources() / "fonts" / name), 12)
        missing = [letter for letter in letters if not font.supportsCharacter(ord(letter))]
        assert missing == [], name


def test_the_font_follows_the_systems_size_within_reason(theme: Theme) -> None:
    assert 9.0 <= look.text_size() <= 16.0


def test_an_icon_is_drawn_in_the_colour_asked_for_and_follows_the_theme(theme: Theme) -> None:
    button = QPushButton()
    icons.put(button, "plus", "accent")
    for choice, tokens in (("dark", DARK), ("light", LIGHT)):
        theme.choose(choice)
        drawn = button.icon().pixmap(48, 48).toImage()
        inks = {
            drawn.pixelColor(x, y).name()
            for x in range(drawn.width())
            for y in range(drawn.height())
            if drawn.pixelColor(x, y).alpha() == 255
        }
        assert inks == {tokens.accent}
    button.deleteLater()


def test_an_icon_is_as_sharp_as_each_screen_and_has_colours_for_disabled_and_checked(theme: Theme) -> None:
    made = icons.icon("plus", "accent", on="danger")
    for ratio in (1.0, 1.25, 2.0):
        assert made.pixmap(QSize(20, 20), ratio).size() == QSize(20, 20) * ratio
    modes, states = QIcon.Mode, QIcon.State
    for mode, state, ink in (
        (modes.Disabled, states.Off, LIGHT.disabled),
        (modes.Selected, states.Off, LIGHT.accent),
        (modes.Normal, states.On, LIGHT.danger),
    ):
        drawn = made.pixmap(QSize(48, 48), mode, state).toImage()
        assert drawn.pixelColor(24, 24).name() == ink


def test_every_icon_file_can_be_drawn() -> None:
    for file in (paths.resources() / "icons").glob("*.svg"):
        picture = icons.pixmap(file.stem, 24).toImage()
        assert any(picture.pixelColor(x, y).alpha() for x in range(picture.width()) for y in range(picture.height()))


def test_a_picture_in_a_label_follows_the_theme(theme: Theme) -> None:
    label = QLabel()
    icons.put_picture(label, "users", 40)
    before = label.pixmap().cacheKey()
    theme.choose("dark")
    assert label.pixmap().cacheKey() != before
    label.deleteLater()


def test_the_program_has_a_sign_of_its_own(theme: Theme) -> None:
    assert not icons.app_icon().pixmap(64, 64).isNull()


def test_a_window_that_is_built_undressed_is_dressed_in_the_end_even_after_a_fault(theme: Theme) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    sheet = app.styleSheet()
    with pytest.raises(ZeroDivisionError), theme.undressed():
        assert app.styleSheet() == ""
        raise ZeroDivisionError
    assert app.styleSheet() == sheet
