"""Alembic's environment: migrates the connection that `sms_desktop.db.migrate` hands in, inside its transaction."""

from __future__ import annotations

from alembic import context

from sms_desktop.db.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
context.run_migrations()
