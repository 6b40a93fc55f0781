"""How the window looks: two sets of colours, one font, and the style sheet made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from sms_desktop.core import paths

CHOICES = ("auto", "light", "dark")
#: One step of all spacing, in logical pixels.
STEP = 4
FAMILY = "Inter"
FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Italic.otf")


@dataclass(frozen=True)
class Tokens:
    """The colours of a theme by what they are for; each text colour has 4.5:1 on each ground it is used on."""

    name: str
    window: str
    surface: str
    sunken: str
    raised: str
    text: str
    muted: str
    disabled: str
    border: str
    control: str
    hover: str
    selected: str
    accent: str
    accent_hover: str
    on_accent: str
    focus: str
    danger: str
    danger_ground: str
    warning: str
    warning_ground: str
    success: str
    success_ground: str
    toast: str
    on_toast: str
    toast_accent: str


LIGHT = Tokens(
    name="light",
    window="#f5f7f8",
    surface="#ffffff",
    sunken="#ecf0f2",
    raised="#ffffff",
    text="#16232b",
    muted="#526069",
    disabled="#9aa5ac",
    border="#dbe2e6",
    control="#7f8d96",
    hover="#eef3f5",
    selected="#d6ecee",
    accent="#0b6470",
    accent_hover="#095560",
    on_accent="#ffffff",
    focus="#0f8594",
    danger="#b3261e",
    danger_ground="#fdecea",
    warning="#8a5200",
    warning_ground="#fff3dc",
    success="#1b6e3c",
    success_ground="#e5f5ea",
    toast="#1c2b33",
    on_toast="#f2f6f7",
    toast_accent="#6fd3dc",
)

DARK = Tokens(
    name="dark",
    window="#12181c",
    surface="#182025",
    sunken="#0e1317",
    raised="#1f292f",
    text="#e4ebee",
    muted="#9aabb4",
    disabled="#5c6a72",
    border="#2b373e",
    control="#6a7b84",
    hover="#202b31",
    selected="#173f46",
    accent="#5cc5cf",
    accent_hover="#7ad3db",
    on_accent="#05282c",
    focus="#5cc5cf",
    danger="#ff8f86",
    danger_ground="#3a1d1c",
    warning="#f0bd6a",
    warning_ground="#362812",
    success="#79d29b",
    success_ground="#15301f",
    toast="#e4ebee",
    on_toast="#16232b",
    toast_accent="#0b6470",
)


def current() -> Tokens:
    """The colours in force, read off the application's palette."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def add_fonts() -> None:
    """Makes the packaged Inter known to Qt; call once, after the application object exists."""
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / name))


def font(points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter with digits of one width, so that columns of numbers line up."""
    made = QFont(FAMILY)
    made.setPointSizeF(points)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def text_size() -> float:
    """Points of running text: the system's size, within what the window is designed for."""
    system = QGuiApplication.font().pointSizeF()
    return min(max(system if system > 0 else 10.0, 9.0), 16.0)


def scale(widget: QWidget, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> None:
    """Sets a widget's text to `factor` times the running text; titles are 1.4 and 1.15."""
    widget.setFont(font(QApplication.font().pointSizeF() * factor, weight))


class Theme(QObject):
    """The theme chosen by the person (`auto`, `light`, `dark`), followed at run time."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "auto", after: Callable[[], None] | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._after = after
        self._points = text_size()
        self._sheet = Template((paths.resources() / "style" / "window.qss").read_text(encoding="utf-8"))
        self.choice = "auto"
        self._dressed_in = ""
        add_fonts()
        app.setStyle("Fusion")
        app.setFont(font(self._points))
        app.styleHints().colorSchemeChanged.connect(self._dress)
        self.choose(choice)

    def choose(self, choice: str) -> None:
        """Switches to `auto` (as the system), `light` or `dark`, at once."""
        self.choice = choice if choice in CHOICES else "auto"
        scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(self.choice)
        hints = self._app.styleHints()
        hints.unsetColorScheme() if scheme is None else hints.setColorScheme(scheme)
        self._dress()

    def tokens(self) -> Tokens:
        """The colours for the choice; platforms that do not tell are light."""
        if self.choice != "auto":
            return DARK if self.choice == "dark" else LIGHT
        return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT

    @contextmanager
    def undressed(self) -> Iterator[None]:
        """For building a whole window: widgets are then dressed once, and not again with each that takes them in."""
        sheet = self._app.styleSheet()
        self._app.setStyleSheet("")
        try:
            yield
        finally:
            self._app.setStyleSheet(sheet)

    def _dress(self) -> None:
        tokens = self.tokens()
        if tokens.name == self._dressed_in:
            return
        self._dressed_in = tokens.name
        # Exchanging one sheet for another costs Qt ten times what taking it off and putting the other on does.
        self._app.setStyleSheet("")
        self._app.setPalette(palette(tokens))
        self._app.setStyleSheet(self._sheet.substitute(_words(tokens, self._points)))
        if self._after:
            self._after()
        self.changed.emit()


def palette(tokens: Tokens) -> QPalette:
    """Qt's palette of a theme: what Fusion and every widget without a rule of its own is drawn from."""
    made = QPalette()
    role = QPalette.ColorRole
    for where, colour in {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.hover,
        role.Text: tokens.text,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.ToolTipBase: tokens.toast,
        role.ToolTipText: tokens.on_toast,
        role.PlaceholderText: tokens.muted,
        role.Highlight: tokens.selected,
        role.HighlightedText: tokens.text,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Mid: tokens.border,
        role.Dark: tokens.control,
        role.Light: tokens.raised,
        role.Midlight: tokens.hover,
        role.Shadow: tokens.sunken,
    }.items():
        made.setColor(where, QColor(colour))
    for where in (role.Text, role.WindowText, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.disabled))
    return made


def _words(tokens: Tokens, points: float) -> dict[str, str]:
    icons = (paths.resources() / "style").as_posix()
    sizes = {"small": f"{points * 0.9:.1f}pt", "normal": f"{points:.1f}pt", "title": f"{points * 1.4:.1f}pt"}
    return {**asdict(tokens), **sizes, "art": icons}
