"""Bundles of CSV files of other systems, recognised by their names and manifest: OneRoster and School Data Sync."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import IO, Any

_ONEROSTER = frozenset({"users.csv", "orgs.csv", "classes.csv", "enrollments.csv", "academicsessions.csv"})
_SDS_V1 = frozenset({"student.csv", "section.csv", "school.csv", "studentenrollment.csv"})
_LINE = 1 << 20


def describe(names: Iterable[str], opener: Callable[[str], IO[bytes]]) -> dict[str, Any] | None:
    """What the files are together: `{"kind", "version", "files": {name: rows}}`; None where they are no bundle.

    `kind` is oneroster or school_data_sync. Raises what reading raises (`csv.Error`, `OSError`, ...).
    """
    tables = {_base(name): name for name in names if _base(name).endswith(".csv") and "__MACOSX" not in name}
    found = _kind(tables, opener)
    if found is None:
        return None
    kind, version = found
    files = {PurePosixPath(name).name: _count_rows(opener(name)) for _base, name in sorted(tables.items())}
    return {"kind": kind, "version": version, "files": files}


def could_be(names: Iterable[str]) -> bool:
    """By their names alone."""
    bases = {_base(name) for name in names}
    return "manifest.csv" in bases or len(bases & _ONEROSTER) > 2 or len(bases & _SDS_V1) > 1


def _base(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name.lower()


def _kind(tables: Mapping[str, str], opener: Callable[[str], IO[bytes]]) -> tuple[str, str] | None:
    if "manifest.csv" in tables:
        version = _manifest(opener(tables["manifest.csv"])).get("oneroster.version")
        if version:
            return "oneroster", version
    if len(_SDS_V1 & tables.keys()) > 1 and "student.csv" in tables:
        return "school_data_sync", "1"
    if len(_ONEROSTER & tables.keys()) > 2:
        return ("school_data_sync", "2.1") if "roles.csv" in tables else ("oneroster", "1.0")
    return None


def _manifest(file: IO[bytes]) -> dict[str, str]:
    with file:
        rows = csv.reader(io.StringIO(file.read(_LINE).decode("utf-8-sig", "replace")))
        return {row[0].strip(): row[1].strip() for row in rows if len(row) > 1}


def _count_rows(file: IO[bytes]) -> int:
    """The records below the header."""
    with file, io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="") as text:
        lines = iter(lambda: text.readline(_LINE), "")
        return max(0, sum(any(row) for row in csv.reader(lines)) - 1)
