"""The configuration: one TOML file, checked before anything starts."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from crawlers.municipalities import CouncilSystem
from crawlers.plan import Limits as CrawlLimits
from crawlers.plan import Window
from crawlers.regions import Kind
from crawlers.registry import Origin
from output.cadence import Cadence, Weekday
from output.profile_table import ProfileTable
from output.profile_table import Table as _Table
from output.settings import ConfigError, read_toml
from pipeline.reading.limits import ScanLimits

SystemName = Literal["notubiz", "ibabs", "go", "openbesluitvorming", "bekendmakingen", "cvdr", "website"]


class MunicipalityTable(_Table):
    """A municipality that is added, or of which something differs from the registry; what is left out stays."""

    code: Annotated[str, Field(pattern=r"^GM\d{4}$")]
    name: str = ""
    province: str = ""
    system: CouncilSystem | None = None
    key: str = ""
    base_url: str = ""
    """Where the council system of this municipality answers, when not at the usual address."""
    inhabitants: Annotated[int, Field(ge=1)] | None = None
    """How many people live there, for advice on how to talk with it."""


class RegionTable(_Table):
    """A region that is added, or replaces the one of that kind and name; members by code or name."""

    kind: Kind
    name: Annotated[str, Field(min_length=1)]
    members: Annotated[tuple[str, ...], Field(min_length=1)]


class SystemTable(_Table):
    """Where a system is asked and how politely."""

    base_url: str = ""
    hosts: tuple[str, ...] = ()
    delay: Annotated[float, Field(ge=0)] = 1.0
    file_delay: Annotated[float, Field(ge=0)] | None = None

    @field_validator("base_url", "hosts")
    @classmethod
    def _addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for address in (value,) if isinstance(value, str) else value:
            if address:
                Origin.of(address)
        return value


class WebsiteTable(_Table):
    """Pages, feeds (RSS, Atom) and sitemaps of a municipal site that lead to documents."""

    municipality: str
    pages: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    depth: Annotated[int, Field(ge=1, le=4)] = 1
    """How many links a document may be away from a page that is listed."""
    most_pages: Annotated[int, Field(ge=1)] = 200

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if not (self.pages or self.feeds or self.sitemaps):
            raise ValueError("needs pages, feeds or sitemaps")
        return self


class WindowTable(_Table):
    """How far listings look back and ahead, in days."""

    first_lookback: Annotated[int, Field(ge=1, le=3660)] = Window().first_lookback
    lookback: Annotated[int, Field(ge=1, le=366)] = Window().lookback
    ahead: Annotated[int, Field(ge=0, le=366)] = Window().ahead
    full_pass: Annotated[int, Field(ge=1, le=366)] = Window().full_pass


class LimitsTable(_Table):
    """What one answer, one request, one vendor with all its municipalities, and one source may cost per night."""

    max_megabytes: Annotated[int, Field(ge=1)] = CrawlLimits().max_bytes // 2**20
    timeout_seconds: Annotated[float, Field(gt=0)] = CrawlLimits().timeout_seconds
    vendor_seconds: Annotated[int, Field(ge=1)] = CrawlLimits().vendor_seconds
    source_seconds: Annotated[int, Field(ge=1)] = CrawlLimits().source_seconds
    source_requests: Annotated[int, Field(ge=1)] = CrawlLimits().source_requests
    source_megabytes: Annotated[int, Field(ge=1)] = CrawlLimits().source_bytes // 2**20


class ReadingTable(_Table):
    """How documents are read: number of child processes (0: one per core)."""

    workers: Annotated[int, Field(ge=0, le=64)] = 0


class OcrTable(_Table):
    """Recognition of scanned pages, per night: how many pages, and how many seconds each."""

    pages: Annotated[int, Field(ge=0)] = ScanLimits().pages
    page_seconds: Annotated[float, Field(gt=0)] = ScanLimits().page_seconds


def _secret(name: str) -> str:
    """Read a secret from the environment or from a file that the environment names, never from the TOML."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")


class MailTable(_Table):
    """Who sends the digest and how; without a host it becomes files in a folder."""

    sender: str = "kansenradar <kansenradar@localhost>"
    reply_to: str = ""
    domain: str = "kansenradar.localhost"
    transport: Literal["eml", "smtp"] = "eml"
    folder: str = "mail"
    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    starttls: bool = True
    tls: bool = False
    """True for encryption from the first byte (port 465), instead of STARTTLS."""
    username: str = ""
    unsubscribe_url: Annotated[str, Field(pattern=r"^$|^https://[!-~]*\{token\}[!-~]*$")] = ""
    """Where a POST unsubscribes at once (RFC 8058); `{token}` stands for who."""

    @property
    def password(self) -> str:
        """The password of the mail server."""
        return _secret("KANSENRADAR_SMTP_PASSWORD")

    @property
    def unsubscribe_secret(self) -> str:
        """What makes the tokens of the unsubscribe address unguessable."""
        return _secret("KANSENRADAR_UNSUBSCRIBE_SECRET")


class SubscriberTable(_Table):
    """Who gets a digest, about which municipalities and for which project."""

    name: str
    address: Annotated[str, Field(pattern=r"^[!-?A-~]+@[!-?A-~]+$")]
    municipalities: Annotated[tuple[str, ...], Field(min_length=1)]
    types: tuple[Literal["financiering", "aansluiting", "waarschuwing"], ...] = ()
    """What is left out restricts nothing."""
    profile: str = ""
    """The `[[profile]]` by which opportunities are scored and picked."""
    cadence: Cadence = "daily"
    day: Weekday = "maandag"
    """The day of a weekly digest; one that was missed is made up for."""
    sign_of_life: bool = False
    """True to get a line that it still works after a week without news."""


class Config(_Table):
    """Everything a run needs to know."""

    file: Path
    data: Path
    """Folder of the database, the originals and the mails; relative to the file."""
    database_file: Path | None = None
    """The database, when it stands outside the data folder."""
    contact: Annotated[str, Field(min_length=3)]
    municipalities: Annotated[tuple[str, ...], Field(min_length=1)]
    second_route: tuple[str, ...] = ()
    """Municipalities whose papers are compared with those at openbesluitvorming.nl; "all" means every one followed."""
    municipality: tuple[MunicipalityTable, ...] = ()
    region: tuple[RegionTable, ...] = ()
    systems: dict[SystemName, SystemTable] = Field(default_factory=dict)
    website: tuple[WebsiteTable, ...] = ()
    window: WindowTable = WindowTable()
    limits: LimitsTable = LimitsTable()
    reading: ReadingTable = ReadingTable()
    ocr: OcrTable = OcrTable()
    mail: MailTable = MailTable()
    profile: tuple[ProfileTable, ...] = ()
    subscriber: tuple[SubscriberTable, ...] = ()

    @field_validator("profile")
    @classmethod
    def _named_once(cls, value: tuple[ProfileTable, ...]) -> tuple[ProfileTable, ...]:
        for name, number in Counter(table.name.casefold() for table in value).items():
            if number > 1:
                raise ValueError(f"the name {name!r} is used {number} times")
        return value

    @property
    def database(self) -> Path:
        """Where the database stands."""
        return self.database_file or self.data / "radar.db"

    @property
    def originals(self) -> Path:
        """Where the bytes of the documents stand."""
        return self.data / "originals"


def load_config(path: Path) -> Config:
    """Read and check a configuration; raises `ConfigError` with file, line and key."""
    text, raw = read_toml(path)
    if "file" in raw:
        raise ConfigError(_explain(path, text, ("file",), "unknown key"))
    folder = raw.get("data")
    if isinstance(folder, str):
        raw["data"] = path.absolute().parent / folder
    try:
        return Config.model_validate(raw | {"file": path.absolute()})
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(_explain(path, text, first["loc"], first["msg"])) from error


def explained(config: Config, location: tuple[int | str, ...], message: str) -> ConfigError:
    """Give the error for a value that only turns out wrong in use, with the line where it stands."""
    return ConfigError(_explain(config.file, config.file.read_text(encoding="utf-8"), location, message))


def _explain(path: Path, text: str, location: tuple[int | str, ...], message: str) -> str:
    key = ".".join(str(part) for part in location)
    line = _line_of(text, location)
    return f"{path}, line {line}: {key}: {message}" if line else f"{path}: {key}: {message}"


def _line_of(text: str, location: tuple[int | str, ...]) -> int | None:
    """Find the line of a key: tomllib gives values without places."""
    names = [part for part in location if isinstance(part, str)]
    index = next((part for part in location if isinstance(part, int)), 0)
    table, best, header_of_wanted = "", None, None
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[{1,2}\s*([^\]]+?)\s*\]{1,2}", line):
            table = header.group(1).replace('"', "")
            seen[table] = seen.get(table, -1) + 1
            if _wanted(table, names, seen[table], index):
                header_of_wanted = number
        elif key := re.match(r'\s*"?([\w-]+)"?\s*=', line):
            full = [*([] if not table else table.split(".")), key.group(1)]
            if full == names[: len(full)] and (not table or seen[table] == index):
                best = number
    return best or header_of_wanted


def _wanted(table: str, names: list[str], seen: int, index: int) -> bool:
    path: list[Any] = table.split(".")
    return path == names[: len(path)] and seen == index
