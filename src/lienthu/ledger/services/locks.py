"""Closing days and booking what happened on them keep out of each other's way."""

from typing import Final

from django.db import connection

CLOSINGS: Final = 0x4C65_6467  # the key of the lock on PostgreSQL; SQLite has one writer at a time by itself


def hold_closings(*, alone: bool = False) -> None:
    """Until the transaction ends no day is closed or opened; `alone`: nor is anything booked on days that are over."""
    if connection.vendor == "postgresql":
        lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [CLOSINGS])


def hold_sums() -> None:
    """Until the transaction ends nothing is booked: PostgreSQL; SQLite has one writer at a time by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "LOCK TABLE ledger_event, ledger_dailysum, ledger_monthlysum, ledger_yearlysum, ledger_materialsum "
                "IN SHARE ROW EXCLUSIVE MODE"
            )
