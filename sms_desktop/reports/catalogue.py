"""All reports there are, by the names that `smsctl report` knows them by (formats.md 5)."""

from __future__ import annotations

from sms_desktop.reports import (
    absence_list,
    at_risk_list,
    class_list,
    grade_sheet,
    honour_roll,
    id_cards,
    performance,
    register_sheet,
    report_card,
    timetable,
    transcript,
)
from sms_desktop.reports.report import Report

REPORTS: dict[str, Report] = {
    report.name: report
    for report in (
        performance.REPORT,
        transcript.REPORT,
        report_card.REPORT,
        class_list.REPORT,
        register_sheet.REPORT,
        grade_sheet.REPORT,
        absence_list.REPORT,
        honour_roll.REPORT,
        at_risk_list.REPORT,
        timetable.REPORT,
        id_cards.REPORT,
    )
}
