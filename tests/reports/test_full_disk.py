"""Reports on a disk that is full: a sentence, no half file, nothing logged that is not there."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from sms_desktop.core.errors import StorageProblem
from sms_desktop.reports import running
from sms_desktop.reports.running import Wanted
from tests.content import change_sets
from tests.reports.papers import School


@pytest.mark.parametrize("each", [False, True])
def test_on_a_full_disk_there_is_a_sentence_and_no_half_file(school: School, tmp_path: Path, each: bool) -> None:
    logged = len(change_sets(school.database))
    target = tmp_path / ("folder" if each else "all.pdf")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises(StorageProblem) as caught:
            running.make(
                school.database, school.admin, Wanted("transcript", (school.student,), each_its_file=each), target
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.code == "disk_full"
    assert [entry.name for entry in tmp_path.iterdir()] == ["data"]
    assert len(change_sets(school.database)) == logged
