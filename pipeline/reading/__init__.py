"""Reading: the bytes of a document become pages of lines, and pages become passages."""

READER_VERSION = 3
"""Raise it when reading or segmenting changes: what an older version read is read again."""
