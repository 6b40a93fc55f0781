"""The tasks that a worker process may be asked for, by name: the whole list, nothing else can be called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.services import demo
from sms_desktop.services.exporting import export_file_tasks, export_tasks
from sms_desktop.services.importing import import_tasks
from sms_desktop.services.papers import issue_tasks
from sms_desktop.services.safekeeping import backup_tasks, check_tasks

Task = Callable[[Database, Actor, Mapping[str, Any], Progress], dict[str, Any]]

TASKS: dict[str, Task] = {
    "backups.create": backup_tasks.create,
    "backups.scheduled": backup_tasks.scheduled,
    "backups.verify": backup_tasks.verify,
    "check.run": check_tasks.run,
    "demo.fill": demo.task,
    "exports.contacts": export_file_tasks.contacts,
    "exports.everything": export_file_tasks.all_of_it,
    "exports.run": export_tasks.run,
    "exports.sheet": export_file_tasks.sheet,
    "exports.template": export_file_tasks.template,
    "exports.timetable": export_file_tasks.timetable,
    "imports.inspect": import_tasks.inspect,
    "imports.preview": import_tasks.preview,
    "imports.run": import_tasks.run,
    "imports.save_rejected": import_tasks.save_rejected,
    "imports.undo": import_tasks.undo,
    "letters.issue": issue_tasks.issue,
    "letters.preview": issue_tasks.preview,
}
