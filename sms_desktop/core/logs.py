"""The log in the data folder: what went wrong and where in the code, never any data of the school."""

from __future__ import annotations

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

_LARGEST, _KEPT = 1_000_000, 3
_Raised: TypeAlias = "tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]"


class PlacesOnly(logging.Formatter):
    """Writes an exception as its type and the places it came through: its message and values may be personal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """One record; never the text of an exception that another handler has already made, message and all."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - logging's own name
        return places(ei[1]) if ei[1] is not None else ""


def places(error: BaseException) -> str:
    """The types and places of an error and of what caused it: no message, no value."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        found.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        frames = traceback.extract_tb(cause.__traceback__)
        found += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(found)


def to_folder(folder: Path, name: str) -> logging.Handler:
    """Sends warnings and worse to `logs/<name>.log` of a data folder, at most four files of a megabyte.

    Returns the handler, to be handed to `stop`. Raises OSError where the folder can't be written to.
    """
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = RotatingFileHandler(
        logs / f"{name}.log", maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8", delay=True
    )
    handler.setLevel(logging.WARNING)
    handler.setFormatter(PlacesOnly())
    logging.getLogger().addHandler(handler)
    return handler


def stop(handler: logging.Handler) -> None:
    """Closes the log."""
    logging.getLogger().removeHandler(handler)
    handler.close()
