"""The trigger that Airflow's triggerer keeps running: it wakes when something has arrived."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

PAUSE_AFTER_FAILURE = 5  # seconds; a trigger that raised would never be started again


class ArrivalsTrigger(BaseEventTrigger):
    """Fires when files lie whole in the inbox or an arrival was recorded in the ledger."""

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Where the triggerer finds this class; it takes no arguments."""
        return (f"{__name__}.{type(self).__name__}", {})

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield one event for each wake-up, for as long as the triggerer lives."""
        from ingest import watch

        while True:
            try:
                async for reason in watch.wait_for_arrivals():
                    yield TriggerEvent(reason)
            except Exception:
                self.log.exception("Watching for arrivals failed; trying again in %s s", PAUSE_AFTER_FAILURE)
                await asyncio.sleep(PAUSE_AFTER_FAILURE)
