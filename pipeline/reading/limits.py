"""How much one file may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on a file and on the child process that reads it."""

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 300_000_000
    unpacked_ratio: int = 200
    """Unpacked size by packed size of a compressed container."""
    pages: int = 2_000
    characters: int = 10_000_000
    page_characters: int = 300_000
    split_above: int = 40
    """Documents with more pages are read in ranges."""
    range_pages: int = 20
    records_all: bool = False
    """Record every page, whatever its words."""
    memory_bytes: int = 1_073_741_824
    """Address space of the child."""
    resident_bytes: int = 629_145_600
    """A child that keeps more than this between tasks is replaced."""
    tasks_per_child: int = 200
    answer_bytes: int = 40_000_000
    cpu_seconds: int = 60
    wall_seconds: float = 60.0
    page_seconds: float = 8.0
    """CPU time of the first engine on one page; then the second engine reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanLimits:
    """How much the recognition of scanned pages may cost per night."""

    pages: int = 300
    page_seconds: float = 30.0
