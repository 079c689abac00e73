"""The registers (modules) of the council system and their entries: documents, and promises without one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from html import escape

from crawlers.replica.desk import Desk, register_date
from crawlers.replica.notubiz_records import DATE, DOCUMENT, MOMENT, TITLE, Record, document, module_item_id
from crawlers.replica.shelf import Paper
from crawlers.replica.towns import Module, Promise, stable_number

SETTLED, EXPLANATION, BY, STATUS = 17, 35, 36, 71


def module(entry: Module) -> Record:
    """Write a register."""
    return {"id": entry.id, "name": entry.name, "custom_name": entry.custom_name}


def module_item(desk: Desk, entry: Module, source: Paper | Promise) -> Record:
    """Write an entry of a register; a promise has no document."""
    day = datetime.combine(register_date(source), time())
    if isinstance(source, Paper):
        title, moment = source.current.text.title, source.current.modified
    else:
        settled = _settled(desk, source)
        title, moment = source.title, (datetime.combine(settled, time()) if settled else day) + timedelta(hours=17)
    attributes = [
        _field(TITLE, "Titel", "varchar", {"content": title, "meta_data": None}),
        _field(DATE, "Datum", "datetime", {"content": day.strftime(MOMENT), "meta_data": None}),
    ]
    if isinstance(source, Paper):
        value: Record = {"document": document(desk, source), "meta_data": None}
        attributes.append(_field(DOCUMENT, "Hoofddocument", "document", value))
    else:
        attributes += _promised(desk, source)
    return {
        "id": module_item_id(desk.town, source),
        "creation_date": None,
        "last_modified": moment.strftime(MOMENT),
        "confidential": int(isinstance(source, Paper) and source.first.confidential),
        "body": None,
        "permission_group": "public",
        "organisation_id": int(desk.town.site),
        "module_id": entry.id,
        "attributes": attributes,
        "attachments": {"document": []},
    }


def _settled(desk: Desk, promise: Promise) -> date | None:
    tonight = desk.country.nights[desk.shelf.night - 1]
    return promise.settled if promise.settled and promise.settled <= tonight else None


def _promised(desk: Desk, promise: Promise) -> list[Record]:
    """Write the fields of a promise: a person by reference, a text with markup, a state that changes."""
    settled = _settled(desk, promise)
    moment = datetime.combine(settled, time()).strftime(MOMENT) if settled else None
    words = "".join(f"<p>{escape(line)}</p>" for line in promise.explanation.splitlines())
    number = stable_number(300, 600, "person", promise.promised_by)
    person = {"reference_model": "user", "label": promise.promised_by}
    fields = [
        _field(STATUS, "Status", "varchar", {"content": "afgedaan" if settled else "open", "meta_data": None}),
        _field(EXPLANATION, "Toelichting", "text", {"content": words, "meta_data": None}),
        _field(SETTLED, "Datum afdoening", "datetime", {"content": moment, "meta_data": None}),
    ]
    return fields + (
        [_field(BY, "Toegezegd door", "integer", {"content": number, "meta_data": person})]
        if promise.promised_by
        else []
    )


def _field(number: int, label: str, datatype: str, value: Record) -> Record:
    return {
        "id": number,
        "label": label,
        "datatype": datatype,
        "order": number,
        "multiple": 0,
        "visible": "both",
        "values": [value],
    }
