"""Whether data is found again, and why not, in the words of upstream's change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stacklint.migrate import stored
from stacklint.migrate.residence import Residence, Role
from stacklint_schemas import Knowledge, Release
from stacklint_schemas.migration import Step
from stacklint_schemas.typed import Literal, NamedTuple


class Verdict(NamedTuple):
    """What becomes of the data of one user."""

    word: Literal["kept", "moved", "not visible", "not carried"]
    reason: str = ""
    repair: str = ""
    """An SQL statement for each `{table}` that makes its rows visible again; empty where there is none."""

    @property
    def is_found(self) -> bool:
        """Whether the target finds the data."""
        return self.word in ("kept", "moved")


KEPT = Verdict("kept")


class Judge:
    """Compares residences in one release of the origin and in the target."""

    def __init__(self, release: Release, target: Release, knowledge: Knowledge) -> None:
        self._release = release
        self._target = target
        self._knowledge = knowledge

    def verdicts(self, old: Mapping[Role, Residence], successors: Mapping[Role, Residence]) -> dict[Role, Verdict]:
        """For each user of before with data worth a word; *successors* are the same users after."""
        alone = {
            role: self._verdict(residence, successors.get(role))
            for role, residence in old.items()
            if role.data not in stored.REBUILT
        }
        return {role: self._with_needed(role, verdict, alone) for role, verdict in alone.items()}

    def copied_to(self, role: Role, verdict: Verdict) -> Iterator[tuple[Role, Verdict]]:
        """Where upstream itself copies data of a user to when it starts."""
        if role.data in stored.MOVES and verdict.is_found:
            data, step = stored.MOVES[role.data]
            yield role._replace(data=data), Verdict("moved", self._because(step))

    def _with_needed(self, role: Role, verdict: Verdict, alone: Mapping[Role, Verdict]) -> Verdict:
        """Some data is found only by way of other data."""
        needed = alone.get(Role("", "", stored.NEEDS[role.data])) if role.data in stored.NEEDS else None
        if not verdict.is_found or needed is None or needed.is_found:
            return verdict
        return Verdict("not visible", needed.reason)

    def _verdict(self, old: Residence, new: Residence | None) -> Verdict:
        if new is None:
            return Verdict("not carried", self._why_gone(old))
        if new.family != old.family:
            return Verdict("not carried", self._because(stored.OTHER_FAMILY[old.role.data]))
        place = self._place(old, new)
        if not place.is_found:
            return place
        if not set(old.names) <= set(new.names) if old.family == "sql" else old.names != new.names:
            return Verdict("not visible", self._why_renamed(old))
        for each in stored.breaks(self._knowledge):
            if old.role.data in each.data and each.written & self._release.only and each.sought & self._target.only:
                return Verdict("not visible", each.reason, each.repair)
        return place

    def _place(self, old: Residence, new: Residence) -> Verdict:
        for folder in stored.folders(self._knowledge):
            there = old.place.after_move(folder.old, folder.new)
            crosses = folder.before & self._release.only and not folder.before & self._target.only
            if crosses and not there.is_same(old.place):
                if there.is_same(new.place):
                    return Verdict("moved", folder.reason)
                if old.place.is_same(new.place):
                    return Verdict("not carried", folder.reason)
        return KEPT if new.place.is_same(old.place) else Verdict("not carried", self._why_elsewhere(old, new))

    def _why_gone(self, old: Residence) -> str:
        migration, role = self._knowledge.migration, old.role
        unread = [migration.step(stored.UNREAD[role.data])] if role.data in stored.UNREAD else []
        removed = (*migration.steps_for("type", f"{role.api} {old.type}"), *migration.steps_for("api", role.api))
        for step in (*unread, *removed):
            if self._on_the_way(step):
                return _sentence(step)
        return "no store is named for it any more"

    def _why_elsewhere(self, old: Residence, new: Residence) -> str:
        steps = [self._changed_default(old, key) for key in old.place.apart(new.place)]
        if old.place.engine == new.place.engine and steps and all(steps):
            return _sentence(next(step for step in steps if step))
        return "another store is used"

    def _changed_default(self, old: Residence, key: str) -> Step | None:
        """The change of a default that takes this user to another store."""
        for name, spec in self._knowledge.backends.items():
            if spec.legacy == old.place.engine and spec.family == old.family:
                steps = self._knowledge.migration.steps_for("default", name, (key,))
                return next((step for step in steps if self._on_the_way(step)), None)
        return None

    def _why_renamed(self, old: Residence) -> str:
        step = stored.TABLES.get(old.role.data)
        if old.family == "kv":
            apart = next(
                spec.separates_namespaces
                for spec in self._knowledge.backends.values()
                if spec.legacy == old.place.engine and spec.family == "kv"
            )
            step = None if apart & self._release.only else "kv-namespaces"
        if step and self._on_the_way(self._knowledge.migration.step(step)):
            return self._because(step)
        return "another namespace is used" if old.family == "kv" else "another table is used"

    def _because(self, name: str) -> str:
        return _sentence(self._knowledge.migration.step(name))

    def _on_the_way(self, step: Step) -> bool:
        return self._release.index < step.since.index <= self._target.index


def _sentence(step: Step) -> str:
    return f"since {step.since.version}, {step.cause}"
