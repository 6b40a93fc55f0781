"""All reports there are, by the names that `smsctl report` knows them by (formats.md 5)."""

from __future__ import annotations

from sms_desktop.reports import performance, report_card, transcript
from sms_desktop.reports.report import Report

REPORTS: dict[str, Report] = {
    report.name: report
    for report in (
        performance.REPORT,
        transcript.REPORT,
        report_card.REPORT,
    )
}
