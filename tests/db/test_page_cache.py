"""Little of the file is kept in memory where that is enough, and as much as usual afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.db import page_cache
from sms_desktop.db.database import Database


def size(session: Session) -> int:
    return int(session.connection().exec_driver_sql("PRAGMA cache_size").scalar_one())


def test_what_is_usual_is_what_connections_are_opened_with(database: Database, admin: Actor) -> None:
    with database.read(admin) as session:
        assert size(session) == page_cache.USUAL


def test_the_connection_is_handed_on_with_what_it_usually_has(database: Database, admin: Actor) -> None:
    with pytest.raises(KeyError), database.begin(admin) as session, page_cache.as_before(session):
        page_cache.keep(session, page_cache.IN_ORDER)
        assert size(session) == page_cache.IN_ORDER
        raise KeyError
    with database.begin(admin) as session:
        assert size(session) == page_cache.USUAL


def test_whole_lists_are_read_with_half_of_what_is_usual(database: Database, admin: Actor) -> None:
    with database.read(admin) as session:
        with page_cache.for_lists(session):
            assert 2 * size(session) == page_cache.USUAL
        assert size(session) == page_cache.USUAL


def test_rows_in_order_need_few_pages_and_those_that_jump_have_them_all(database: Database, admin: Actor) -> None:
    with database.read(admin) as session, page_cache.as_before(session):
        order = page_cache.Order(session)
        order.watch(1 + n // 10 for n in range(5000))
        assert size(session) == page_cache.IN_ORDER
        order.watch(1 + n * 97 % 50_000 for n in range(5000))
        assert size(session) == page_cache.USUAL
        order.watch([1])
        assert size(session) == page_cache.USUAL
