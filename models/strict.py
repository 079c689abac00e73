"""Frozen records from parsed TOML or JSON: exactly the fields, exactly the types, or an error with the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar, get_args, get_type_hints

Record = TypeVar("Record")


class ShapeError(ValueError):
    """Data does not have the shape that the program reads; the message says where."""


def checked(value: Any, kind: Any, where: str) -> Any:
    """Return the value as `kind` (str, int, float, bool, tuple of str or mapping of str), or raise."""
    if get_args(kind):
        return _mapping(value, where) if issubclass(kind.__origin__, Mapping) else _strings(value, where)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ShapeError(f"{where}: expected {kind.__name__}, found {value!r}")
    return value


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ShapeError(f"{where}: expected a list of non-empty strings")
    if len({item.casefold() for item in value}) < len(value):
        raise ShapeError(f"{where}: the same entry stands there twice")
    return tuple(value)


def _mapping(value: Any, where: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ShapeError(f"{where}: expected keys with strings")
    return value


def record(cls: type[Record], table: Any, where: str) -> Record:
    """Build a record from a table whose keys must be exactly the fields without a default, or more."""
    if not isinstance(table, dict):
        raise ShapeError(f"{where}: expected a table")
    kinds = get_type_hints(cls)
    missing = [f.name for f in fields(cls) if f.name not in table and f.default is MISSING]  # type: ignore[arg-type]
    unknown = sorted(set(table) - set(kinds))
    if missing or unknown:
        raise ShapeError(f"{where}: missing {missing}, unknown {unknown}")
    return cls(**{key: checked(value, kinds[key], f"{where}.{key}") for key, value in table.items()})


def records(cls: type[Record], data: Mapping[str, Any], name: str) -> dict[str, Record]:
    """Build one record per key of the table `name`."""
    table = data[name]
    if not isinstance(table, dict) or not table:
        raise ShapeError(f"{name}: expected tables")
    return {key: record(cls, entry, f"{name}.{key}") for key, entry in table.items()}


def sequence(cls: type[Record], data: Mapping[str, Any], name: str) -> tuple[Record, ...]:
    """Build one record per entry of the list `name`."""
    entries = data[name]
    if not isinstance(entries, list):
        raise ShapeError(f"{name}: expected a list of tables")
    return tuple(record(cls, entry, f"{name}[{number}]") for number, entry in enumerate(entries, start=1))
