"""The schema, as append-only migrations: `tables` made the first ones, later modules add to the same set."""

from pipeline.migrations import memory, paragraphs, passes, regulations, scans, tables, ties

migrations = tables.migrations

__all__ = ["memory", "migrations", "paragraphs", "passes", "regulations", "scans", "ties"]
