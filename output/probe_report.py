"""What asking around for a council system brought, for the administrator, with the lines that use it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from crawlers.municipalities import Registered
from crawlers.probe import ProbeAnswer, best

WIDTH = 79
OUTCOME = 16
"""Columns of the outcome."""


def line(answer: ProbeAnswer) -> str:
    """Write one answer within 80 columns."""
    parts = urlsplit(answer.url)
    text = f"{answer.outcome:<{OUTCOME}}{parts.netloc}{parts.path.rstrip('/')}"
    text += f": {answer.detail}" if answer.detail else ""
    lines = textwrap.wrap(text, WIDTH, subsequent_indent=" " * OUTCOME, break_on_hyphens=False, drop_whitespace=True)
    return "\n".join(lines) + "\n"


def advice(row: Registered, answers: Sequence[ProbeAnswer]) -> str:
    """Say which system was found, and how to use it."""
    found = best(answers)
    if found is None:
        return f"No council system of {row} was recognised. Its registry row stays: {row.system}.\n"
    if (found.system, found.key) == (row.system, row.system_key):
        return f"{row} is in the registry as {found.system} {found.key}, as it answers.\n"
    return f"To read the council papers of {row}, put this in the configuration:\n\n{table(row, found)}"


def table(row: Registered, found: ProbeAnswer) -> str:
    """Write the table of the configuration that uses an answer."""
    values = {"code": row.municipality.code, "system": found.system, "key": found.key}
    # a JSON text is also a TOML text
    return "[[municipality]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


def record(row: Registered, answers: Sequence[ProbeAnswer]) -> dict[str, Any]:
    """Give everything for JSON."""
    found = best(answers)
    return {
        "code": row.municipality.code,
        "name": row.municipality.name,
        "registered": {"system": row.system, "key": row.system_key},
        "found": None if found is None else {"system": found.system, "key": found.key},
        "answers": [asdict(answer) for answer in answers],
    }
