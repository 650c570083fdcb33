"""What becomes of the stored data: where it lies under the old text, and where the target looks under the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stacklint.configurations import Configuration
from stacklint.migrate.backup import backup_command, sql_command
from stacklint.migrate.places import in_words
from stacklint.migrate.reading import at_release
from stacklint.migrate.record import DataEffect, Goal
from stacklint.migrate.residence import Residence, Role, residences_of
from stacklint.migrate.verdicts import HONOURED, Judge, Verdict
from stacklint.model.document import Document
from stacklint.model.release import pin
from stacklint_schemas import NO_RELEASE, Knowledge, Release, ReleaseSet


def effects_of(before: Configuration, after: Configuration, goal: Goal, knowledge: Knowledge) -> Iterator[DataEffect]:
    """For each user of a store: where its data lies, and whether the target finds it there.

    Where that depends on the release of the origin, there is one effect for each answer, with its condition.
    """
    catalogue = knowledge.catalogue
    read_after = at_release(after, goal.target, knowledge)
    now = residences_of(read_after, goal.target)
    possible = goal.origin & ((goal.target.only << 1) - 1)
    answers: dict[Role, dict[DataEffect, ReleaseSet]] = {}
    for read_before, release in _read_for_each(before, possible, knowledge):
        judge = Judge(read_before, release, read_after, goal.target)
        for effect, role in _effects(residences_of(read_before, release), now, judge):
            by_effect = answers.setdefault(role, {})
            by_effect[effect] = by_effect.get(effect, NO_RELEASE) | release.only
    for by_effect in answers.values():
        always = len(by_effect) == 1 and all(
            releases == possible or effect.verdict == "kept" for effect, releases in by_effect.items()
        )
        for effect, releases in by_effect.items():
            yield effect if always else effect._replace(condition=f"if it ran on {catalogue.describe(releases)}")


def _read_for_each(
    configuration: Configuration, releases: ReleaseSet, knowledge: Knowledge
) -> Iterator[tuple[Document, Release]]:
    """One configuration for each of *releases*; what does not depend on the release is read once."""
    document: Document | None = None
    for release in knowledge.catalogue.members(releases):
        if document is None:
            document = at_release(configuration, release, knowledge)
        else:
            reading = pin(release, knowledge.catalogue)
            stack, stores = document.stack, document.inline_stores
            document = Document(document.text, stack, document.problems, reading, inline_stores=stores)
        yield document, release


def _effects(
    old: Mapping[Role, Residence], now: Mapping[Role, Residence], judge: Judge
) -> Iterator[tuple[DataEffect, Role]]:
    successors = _matched(old, now)
    for role, verdict in judge.verdicts(old, successors).items():
        residence, successor = old[role], successors.get(role)
        cure = _cure(verdict, verdict.repaired or role, old, successors)
        yield _effect(residence, successor, verdict)._replace(cure=cure), role
        for slot, moved in judge.copied(role, residence, verdict) if successor else ():
            for copy in now.values():
                is_its = successor is not None and copy.role[:2] == successor.role[:2]
                if is_its and copy.slot == slot and copy.role._replace(provider=role.provider) not in old:
                    yield _effect(residence._replace(user=copy.user), copy, moved), copy.role


def _effect(residence: Residence, successor: Residence | None, verdict: Verdict) -> DataEffect:
    there = in_words(residence.place, residence.family, residence.names)
    here = in_words(successor.place, successor.family, successor.names) if successor else ""
    return DataEffect(
        user=residence.user,
        verdict=verdict.word,
        was=here if verdict.word == "kept" else there,
        now=here,
        reason=verdict.reason,
        backup=backup_command(residence.place),
    )


def _cure(verdict: Verdict, role: Role, old: Mapping[Role, Residence], successors: Mapping[Role, Residence]) -> str:
    """The command that makes data visible again where the target looks for the rows of a *role*."""
    if not verdict.repairs or role not in successors:
        return ""
    residence, place = old[role], successors[role].place
    tables = residence.names if residence.family == "sql" else (place.setting("table_name") or "kvstore",)
    if residence.role.data in HONOURED:
        tables = tables[:1]
    return sql_command(place, [(repair, table) for repair in verdict.repairs for table in tables])


def _matched(old: Mapping[Role, Residence], now: Mapping[Role, Residence]) -> dict[Role, Residence]:
    """Who is who after the migration: by the id of the provider, else as the only one of its type without match."""
    found = {role: now[role] for role in old if role in now}
    left = [residence for role, residence in now.items() if role not in old]
    for role, residence in old.items():
        if role in found:
            continue
        kind = _kind(residence)
        alike = [each for each in left if _kind(each) == kind]
        if len(alike) == 1 and sum(1 for other in old if other not in now and _kind(old[other]) == kind) == 1:
            found[role] = alike[0]
    return found


def _kind(residence: Residence) -> tuple[str, str, str]:
    return residence.role.api, residence.type, residence.role.data
