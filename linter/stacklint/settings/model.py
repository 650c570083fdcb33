"""The form of a settings file: its published JSON Schema, and the words for what is wrong with one."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from stacklint.settings.versions import satisfies
from stacklint.text.similar import did_you_mean

Name = Annotated[str, Field(description="A rule, a group of rules, or `all`")]
Pattern = Annotated[str, Field(description="A path pattern as in .gitignore, relative to the folder of this file")]
Target = Annotated[str, Field(examples=["ogx-1.5.0", "llama-stack-0.3.5", "0.2.24"])]


class Files(BaseModel):
    """What holds for some files only."""

    model_config = ConfigDict(extra="forbid", strict=True)

    paths: list[Pattern] = Field(min_length=1, description="The files it is about")
    target: Target | None = Field(None, description="The upstream release that these files are for")
    ignore: list[Name] = Field([], description="Rules not to run on these files")


class SettingsModel(BaseModel):
    """Settings of stacklint: `stacklint.toml`, `.stacklint.toml`, or `[tool.stacklint]` in `pyproject.toml`."""

    model_config = ConfigDict(
        extra="forbid", strict=True, title="stacklint settings", alias_generator=lambda name: name.replace("_", "-")
    )

    target: Target | None = Field(None, description="The upstream release that the files are for")
    select: list[Name] | None = Field(None, description="Rules to run, in place of the default ones")
    ignore: list[Name] = Field([], description="Rules not to run")
    extend_select: list[Name] = Field([], description="Rules to run besides")
    severity: dict[str, Literal["error", "warning", "info", "hint", "off"]] = Field(
        {}, description="Severities in place of the rules' own, by rule or group; `off` does not run it"
    )
    exclude: list[Pattern] = Field([], description="Files and folders to leave out")
    per_file_ignores: dict[str, list[Name]] = Field(
        {}, description="Rules not to run on some files; the keys are path patterns"
    )
    files: list[Files] = Field([], description="What holds for some files only; of several that fit, the last decides")
    required_version: str | None = Field(
        None, description="Versions of stacklint that may be used", examples=[">=0.1", ">=1.2,<2"]
    )
    fail_on: Literal["error", "warning", "info", "hint", "never"] = Field(
        "warning", description="The least severity that makes the exit code 1"
    )

    @field_validator("required_version")
    @classmethod
    def _is_requirement(cls, value: str | None) -> str | None:
        if value is not None and satisfies("0", value) is None:
            raise ValueError("should be like '>=0.1' or '>=1.2,<2'")
        return value


def json_schema() -> dict[str, object]:
    """The JSON Schema of a settings file."""
    schema = SettingsModel.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def explain(shown: str, content: str, table: dict[str, object], prefix: tuple[str, ...]) -> str:
    """Everything that is wrong with *table*, one line each: `stacklint.toml:3: select: ...`."""
    try:
        SettingsModel.model_validate(table)
    except ValidationError as error:
        return "\n".join(
            f"{_place(shown, content, (*prefix, *problem['loc']))}: {'.'.join(map(str, problem['loc']))}: "
            + _words(problem["type"], problem["msg"], problem["loc"])
            for problem in error.errors(include_url=False, include_input=False)
        )
    # Only reached when the plain reader is stricter than the model, which a test rules out.
    return f"{shown}: these settings have a form that is not understood"


def _words(kind: str, message: str, location: tuple[str | int, ...]) -> str:
    if kind == "extra_forbidden":
        model = SettingsModel if len(location) == 1 else Files
        allowed = [field.alias or name for name, field in model.model_fields.items()]
        return f"there is no such setting{did_you_mean(str(location[-1]), allowed)}"
    message = message.removeprefix("Value error, ").removeprefix("Input ")
    return message[:1].lower() + message[1:]


def _place(shown: str, content: str, location: tuple[str | int, ...]) -> str:
    """The file with the line of the deepest key of *location* that can be found."""
    wanted = [str(step) for step in location if isinstance(step, str)]
    table: list[str] = []
    best, depth = 0, 0
    for number, line in enumerate(content.split("\n"), start=1):
        header = re.match(r"\s*\[\[?\s*([^\]#]+?)\s*\]", line)
        key = re.match(r"""\s*((?:[\w\-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w\-]+|"[^"]*"|'[^']*'))*)\s*=""", line)
        if header:
            here = table = _steps(header[1])
        elif key:
            here = table + _steps(key[1])
        else:
            continue
        if here == wanted[: len(here)] and len(here) > depth:
            best, depth = number, len(here)
    return f"{shown}:{best}" if best else shown


def _steps(dotted: str) -> list[str]:
    return [piece.strip("\"'") for piece in re.findall(r"""[\w\-]+|"[^"]*"|'[^']*'""", dotted)]
