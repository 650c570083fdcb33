"""What becomes of the stored data: where it lies under the old text, and where the target looks under the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stacklint.configurations import Configuration
from stacklint.migrate.backup import backup_command
from stacklint.migrate.places import in_words
from stacklint.migrate.reading import at_release
from stacklint.migrate.record import DataEffect, Goal
from stacklint.migrate.residence import Residence, Role, residences_of
from stacklint.migrate.verdicts import Judge, Verdict
from stacklint_schemas import NO_RELEASE, Knowledge, ReleaseSet


def effects_of(before: Configuration, after: Configuration, goal: Goal, knowledge: Knowledge) -> Iterator[DataEffect]:
    """For each user of a store: where its data lies, and whether the target finds it there.

    Where that depends on the release of the origin, there is one effect for each answer, with its condition.
    """
    catalogue = knowledge.catalogue
    now = residences_of(at_release(after, goal.target, knowledge), goal.target)
    possible = goal.origin & ((goal.target.only << 1) - 1)
    answers: dict[Role, dict[DataEffect, ReleaseSet]] = {}
    for release in catalogue.members(possible):
        old = residences_of(at_release(before, release, knowledge), release)
        for effect, role in _effects(old, now, Judge(release, goal.target, knowledge)):
            by_effect = answers.setdefault(role, {})
            by_effect[effect] = by_effect.get(effect, NO_RELEASE) | release.only
    for by_effect in answers.values():
        always = len(by_effect) == 1 and all(
            releases == possible or effect.verdict == "kept" for effect, releases in by_effect.items()
        )
        for effect, releases in by_effect.items():
            yield effect if always else effect._replace(condition=f"if it ran on {catalogue.describe(releases)}")


def _effects(
    old: Mapping[Role, Residence], now: Mapping[Role, Residence], judge: Judge
) -> Iterator[tuple[DataEffect, Role]]:
    successors = _matched(old, now)
    verdicts = {role: judge.verdict(residence, successors.get(role)) for role, residence in old.items()}
    for role, residence in old.items():
        verdict = judge.with_others(role, verdicts)
        yield _effect(residence, successors.get(role), verdict), role
        for role_in_sql in judge.moved_to(role):
            successor = now.get(role_in_sql._replace(provider=_id_now(role, successors)))
            if successor is not None and role_in_sql not in old and verdict.word == "kept":
                yield _effect(residence._replace(user=successor.user), successor, judge.moved()), role_in_sql


def _effect(residence: Residence, successor: Residence | None, verdict: Verdict) -> DataEffect:
    here = successor is not None and in_words(successor.place, successor.family, successor.names)
    there = in_words(residence.place, residence.family, residence.names)
    return DataEffect(
        user=residence.user,
        verdict=verdict.word,
        was=here if here and verdict.word == "kept" else there,
        now=here or "",
        reason=verdict.reason,
        backup=backup_command(residence.place),
    )


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


def _id_now(role: Role, successors: Mapping[Role, Residence]) -> str:
    successor = successors.get(role)
    return successor.role.provider if successor else role.provider
