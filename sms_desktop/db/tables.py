"""All tables, for whoever needs the whole: migrations, change sets, checks."""

from __future__ import annotations

from sqlalchemy import Table

from sms_desktop.db import accounts, attendance, courses, documents, grades, operations, people
from sms_desktop.db.base import Audited, Base

metadata = Base.metadata
AREAS = (people, courses, grades, attendance, accounts, operations, documents)


def audited() -> dict[str, Table]:
    """The tables whose rows change sets keep, by name, parents before children."""
    classes = {str(mapper.local_table) for mapper in Base.registry.mappers if issubclass(mapper.class_, Audited)}
    return {table.name: table for table in metadata.sorted_tables if table.name in classes}
