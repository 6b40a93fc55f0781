"""What the window remembers of a person's habits: sizes, columns, the last tab; never anything about students."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QSettings

from sms_desktop.core.folding import fold


class Memory(Protocol):
    """A small store of plain values (whatever JSON can hold) by name."""

    def get(self, key: str, default: Any = None) -> Any: ...

    def put(self, key: str, value: Any) -> None: ...

    def forget(self, words: Iterable[str]) -> None: ...


class Forgetful:
    """Remembers until the program ends."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        self._values[key] = value

    def forget(self, words: Iterable[str]) -> None:
        words = list(words)
        self._values = {key: value for key, value in self._values.items() if not _names(value, words)}


class FileMemory:
    """Remembers in one settings file, a section for each user; a damaged value counts as never put."""

    def __init__(self, file: Path, user: str) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)
        self._user = user.encode().hex() or "nobody"

    def get(self, key: str, default: Any = None) -> Any:
        text = self._settings.value(f"{self._user}/{key}")
        try:
            return default if text is None else json.loads(str(text))
        except ValueError:
            return default

    def put(self, key: str, value: Any) -> None:
        self._settings.setValue(f"{self._user}/{key}", json.dumps(value))

    def forget(self, words: Iterable[str]) -> None:
        """Drops everybody's habits in which one of these names stands, such as a folder that is called so."""
        words = list(words)
        for key in self._settings.allKeys():
            try:
                named = _names(json.loads(str(self._settings.value(key))), words)
            except ValueError:
                continue
            if named:
                self._settings.remove(key)
        self._settings.sync()


def _names(value: Any, words: Iterable[str]) -> bool:
    text = fold(json.dumps(value, ensure_ascii=False))
    return any(fold(word) in text for word in words)
