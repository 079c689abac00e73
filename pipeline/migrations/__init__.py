"""The schema, as append-only migrations: `tables` made the first ones, later modules add to the same set."""

from pipeline.migrations import memory, passes, regulations, scans, tables

migrations = tables.migrations

__all__ = ["memory", "migrations", "passes", "regulations", "scans"]
