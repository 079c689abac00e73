"""The originals: the bytes of every document, by SHA-256, beside the database."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Originals:
    """A folder of files named by the hash of their content."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Say where the bytes with this hash stand."""
        return self.folder / sha256[:2] / sha256

    def save(self, body: bytes) -> str:
        """Keep the bytes and give their SHA-256; a file is complete or absent, never half."""
        sha256 = hashlib.sha256(body).hexdigest()
        target = self.path(sha256)
        if target.exists():
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as part:
            part.write(body)
            part.flush()
            os.fsync(part.fileno())
        Path(name).rename(target)
        return sha256

    def sweep(self, known: Collection[str]) -> int:
        """Remove what an interrupted run left behind (part files, bytes no version points to); give the count."""
        strays = [file for file in self.folder.glob("*/*") if file.name.startswith(".part-") or file.name not in known]
        for file in strays:
            file.unlink()
        return len(strays)
