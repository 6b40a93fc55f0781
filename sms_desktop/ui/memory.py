"""What the window remembers of a person's habits: sizes, columns, the last tab; never anything about students."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QSettings


class Memory(Protocol):
    """A small store of plain values (whatever JSON can hold) by name."""

    def get(self, key: str, default: Any = None) -> Any: ...

    def put(self, key: str, value: Any) -> None: ...


class Forgetful:
    """Remembers until the program ends."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        self._values[key] = value


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
