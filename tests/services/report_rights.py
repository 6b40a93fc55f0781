"""Which right each function behind reports asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import ModuleType
from typing import Any

from sms_desktop.services import (
    at_risk,
    highlights,
    honours,
    performance,
    recommendations,
    result_cache,
    standing_sums,
    standings,
    student_marks,
)
from sms_desktop.services.papers import report_log, student_facts
from sms_desktop.services.papers.report_log import Taken

MODULES = (
    performance,
    at_risk,
    student_facts,
    report_log,
    recommendations,
    result_cache,
    standings,
    standing_sums,
    honours,
)
DAY = date(2020, 1, 1)
TAKEN = Taken("transcript", 1, "en", "student", [1])

NEEDS: dict[tuple[ModuleType, str], tuple[str, Callable[[Any], object]]] = {
    (performance, "performance"): ("grades:view", lambda p: performance.performance(p.session, [1], DAY, DAY)),
    (performance, "of_student"): ("grades:view", lambda p: performance.of_student(p.session, 1, DAY, DAY)),
    (at_risk, "rows"): ("analytics:view", lambda p: at_risk.rows(p.session, 1)),
    (student_facts, "of_students"): ("students:view", lambda p: student_facts.of_students(p.session, [1])),
    (report_log, "record"): ("reports:run", lambda p: report_log.record(p.session, TAKEN)),
    (student_marks, "marks_of_students"): (
        "grades:view",
        lambda p: student_marks.marks_of_students(p.session, [1]),
    ),
    (highlights, "of_students"): ("grades:view", lambda p: highlights.of_students(p.session, [1])),
}
ALSO = {
    (performance, "performance"): {"attendance:view"},
    (performance, "of_student"): {"attendance:view"},
}
OPEN = {
    (honours, "rows"): "asks for the rights over the whole school (test_honours)",
    (standings, "series"): "sums up what was read",
    (standings, "standings"): "works out what was read, for who may see it",
    **{(standing_sums, name): "sums up what may be seen by who asks" for name in ("recorded", "worked", "halves")},
    (standing_sums, "taking_part"): "a condition",
    (report_log, "about"): "judges an entry of the log that was read",
    (report_log, "entry"): "a part of writing files whose right is checked",
    (recommendations, "recommendations"): "words for what was read",
    (result_cache, "keep_for"): "a part of the program's own, at its start",
    (result_cache, "figures"): "numbers of hits and misses",
    (result_cache, "kept"): "its work asks for what it needs, and a reader gets the own results alone",
}
