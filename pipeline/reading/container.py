"""Zip containers (docx, odt, zip): judged before anything is unpacked."""

from __future__ import annotations

import zipfile

from pipeline.reading.limits import Limits

_MAX_PARTS = 5_000
_PROLOGUE = 4_096
_RATIO_FLOOR = 1_000_000
"""Small files may pack well without harm."""


def unpacks_too_large(container: zipfile.ZipFile, limits: Limits) -> str:
    """Say why a container is a bomb, judged by what it says of itself; zipfile holds it to that."""
    parts = container.infolist()
    if len(parts) > _MAX_PARTS:
        return f"{len(parts)} parts in the container, limit {_MAX_PARTS}"
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if unpacked > limits.unpacked_bytes:
        return f"unpacks to {unpacked} bytes, limit {limits.unpacked_bytes}"
    if unpacked > _RATIO_FLOOR and unpacked > limits.unpacked_ratio * packed:
        return f"unpacks to {unpacked // packed} times its size, limit {limits.unpacked_ratio}"
    return ""


def part_with_document_type(container: zipfile.ZipFile) -> str:
    """Name a part that could define entities, as no office file does; empty when there is none."""
    for name in container.namelist():
        if name.endswith((".xml", ".rels")):
            with container.open(name) as part:
                if b"<!DOCTYPE" in part.read(_PROLOGUE):
                    return name
    return ""
