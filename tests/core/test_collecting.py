"""Cycle collection during long work: off meanwhile, and as it was before in the end."""

from __future__ import annotations

import gc

import pytest

from sms_desktop.core.collecting import cycles_left


@pytest.mark.parametrize("on", [True, False])
def test_collection_is_as_it_was_before_also_after_an_error(on: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with pytest.raises(ValueError, match="broken"), cycles_left():
            assert not gc.isenabled()
            raise ValueError("broken")
        assert gc.isenabled() is on
    finally:
        (gc.enable if before else gc.disable)()
