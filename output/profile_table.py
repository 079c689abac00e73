"""What a project tells of itself in the configuration: a table `[[profile]]`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from output.dutch import DOMAINS, GROUPS, Words


class Table(BaseModel):
    """A table of the configuration: no unknown keys, no changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AgesTable(Table):
    """The youngest and the oldest who can take part."""

    from_: Annotated[int, Field(ge=0, le=120, alias="from")]
    to: Annotated[int, Field(ge=0, le=120)]

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        if self.from_ > self.to:
            raise ValueError(f"from {self.from_} comes after to {self.to}")
        return self


class ProfileTable(Table):
    """A project: what it works on, for whom and where; what is left out restricts nothing."""

    name: Annotated[str, Field(min_length=1)]
    domains: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    ages: AgesTable | None = None
    region: str = ""
    """A region by name or `kind:name`."""
    municipalities: tuple[str, ...] = ()
    goal: Literal["geld", "inhoud", "beide"] = "beide"
    """Whether it looks for money, for policy to connect with, or both."""
    own_names: tuple[Annotated[str, Field(min_length=4)], ...] = ()
    """What the project is called; a paper with such a name is always told."""

    @field_validator("domains", "groups")
    @classmethod
    def _known(cls, value: tuple[str, ...], field: ValidationInfo) -> tuple[str, ...]:
        words: Words = DOMAINS if field.field_name == "domains" else GROUPS
        for key in value:
            if key not in words:
                raise ValueError(f"{words.subject} {key!r} does not exist; choose from {', '.join(words)}")
        return value

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.region and self.municipalities:
            raise ValueError("name a region or municipalities, not both")
        return self
