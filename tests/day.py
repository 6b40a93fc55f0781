"""The day on which all tests run: a Tuesday in the middle of a term, whatever day it is outside.

Importing it sets the clock; the time of day stays. Processes that a test begins get it by what they import of `tests`.
"""

from __future__ import annotations

from datetime import date, timedelta

from sms_desktop.core import clock

DAY = date(2026, 11, 17)

clock.be_ahead(timedelta(days=(DAY - date.today()).days))  # noqa: TID251 - the system's own day
