"""A plan as JSON, version 1; its form is published by `schema.py`."""

from __future__ import annotations

import json

from stacklint.migrate.record import Left, Made, Migration
from stacklint.report.difference import difference
from stacklint.report.plan import Plan, PlannedFile
from stacklint.report.plan.words import by_step
from stacklint.syntax.path import to_pointer
from stacklint_schemas import load
from stacklint_schemas.migration import Step
from stacklint_schemas.typed import TypeAlias

Json: TypeAlias = dict[str, object]

VERSION = 1
"""Raised when a reader of the old form would stumble."""

NEWEST = "newest"
"""Stands for `the newest known`."""


def render(plan: Plan) -> str:
    """Everything about *plan*."""
    statuses = [file.status for file in plan.files]
    result = {
        "version": VERSION,
        "layout": plan.layout.value,
        "files": [_file(file) for file in plan.files],
        "problems": list(plan.problems),
        "summary": {
            "affected": sum(file.affected for file in plan.files),
            "changed": statuses.count("changed"),
            "unchanged": statuses.count("unchanged"),
            "refused": statuses.count("refused"),
            "skipped": statuses.count("skipped"),
            "unreadable": statuses.count("unreadable") + len(plan.problems),
            "failed": statuses.count("failed"),
            "other_yaml": plan.others,
        },
    }
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def _file(file: PlannedFile) -> Json:
    migrated = file.migrated
    changed = migrated is not None and file.status == "changed"
    return {
        "path": file.path,
        "status": file.status,
        "reason": file.reason,
        "affected": file.affected,
        "written": file.written or None,
        "not_written": file.not_written,
        "generated": migrated.not_edited if migrated else "",
        "configurations": [_configuration(each) for each in file.migrations],
        "diff": difference(file.path, migrated.before, migrated.text) if migrated and changed else "",
        "text": migrated.text if migrated and changed else None,
    }


def _configuration(migration: Migration) -> Json:
    catalogue = load().catalogue
    releases = [release.name for release in catalogue.members(migration.origin)]
    target_reason = migration.target_reason if migration.target_reason in {"given", "pinned"} else NEWEST
    return {
        "document": migration.label._asdict() if migration.label else None,
        "from": {"releases": releases, "reason": migration.origin_reason},
        "to": {"release": migration.target.name, "reason": target_reason},
        "refused": migration.refused,
        "affects_data": migration.affects_data,
        "steps": [_step(step, made) for step, made in by_step(migration)],
        "leftovers": [_leftover(left) for left in migration.left],
        "errors": [
            {"rule": each.rule, "message": each.message, "pointer": to_pointer(each.path), "line": each.line}
            for each in migration.faults
        ],
        "notices": [
            {"step": each.step.name, "message": each.message, "pointer": to_pointer(each.path)}
            for each in migration.told
        ],
        "data": [effect._asdict() for effect in migration.effects],
    }


def _step(step: Step, made: list[Made]) -> Json:
    return {
        "name": step.name,
        "title": step.title,
        "release": step.since.name,
        "cause": step.cause,
        "source": step.source,
        "changes": [{"title": each.title, "note": each.note, "pointer": to_pointer(each.path)} for each in made],
    }


def _leftover(left: Left) -> Json:
    return {"step": left.step.name, "message": left.message, "pointer": to_pointer(left.path), "line": left.line}
