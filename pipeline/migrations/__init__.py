"""The schema, as append-only migrations: `tables` made the first ones, later modules add to the same set."""

from pipeline.migrations import memory, tables

migrations = tables.migrations

__all__ = ["memory", "migrations"]
