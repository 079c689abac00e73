"""The schema, as append-only migrations: `tables` made the first ones, later modules add to the same set."""

from pipeline.migrations import dossiers, memory, paragraphs, passes, regulations, scans, tables

migrations = tables.migrations

__all__ = ["dossiers", "memory", "migrations", "paragraphs", "passes", "regulations", "scans"]
