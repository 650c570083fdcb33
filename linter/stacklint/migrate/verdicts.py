"""Whether data is found again, and why not, in the words of upstream's change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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


KEPT = Verdict("kept")


class Judge:
    """Compares residences in one release of the origin and in the target."""

    def __init__(self, release: Release, target: Release, knowledge: Knowledge) -> None:
        self._release = release
        self._target = target
        self._knowledge = knowledge

    def verdicts(self, old: Mapping[Role, Residence], successors: Mapping[Role, Residence]) -> dict[Role, Verdict]:
        """For each user of before; *successors* are the same users as far as they are there after."""
        return {role: self._verdict(residence, successors.get(role)) for role, residence in old.items()}

    def copied_to(self, role: Role, verdict: Verdict) -> Iterator[tuple[Role, Verdict]]:
        """Where upstream itself copies data of a user to when it starts."""
        if role.data == "vector_io" and verdict.word in ("kept", "moved"):
            yield role._replace(data="vector_stores"), Verdict("moved", self._because("vector-store-metadata"))

    def _verdict(self, old: Residence, new: Residence | None) -> Verdict:
        if new is None:
            return Verdict("not carried", self._why_gone(old))
        if new.family != old.family:
            return Verdict("not carried", self._because("sql-stores"))
        if not new.place.is_same(old.place):
            return Verdict("not carried", self._why_elsewhere(old, new))
        if old.family == "kv" and old.names != new.names:
            return Verdict("not visible", self._why_renamed(old))
        if old.family == "sql" and not set(old.names) <= set(new.names):
            return Verdict("not visible", self._why_renamed(old))
        return KEPT

    def _why_gone(self, old: Residence) -> str:
        migration = self._knowledge.migration
        role = old.role
        known = {"agents": "agent-sessions", "quota": "server-limits"}
        if role.data in known:
            return self._because(known[role.data])
        steps = (
            *migration.steps_for("type", f"{role.api} {old.type}"),
            *migration.steps_for("api", role.api),
        )
        for step in steps:
            if self._on_the_way(step):
                return _sentence(step)
        return "the file names no store for it any more"

    def _why_elsewhere(self, old: Residence, new: Residence) -> str:
        migration = self._knowledge.migration
        before, now = dict(old.place.settings), dict(new.place.settings)
        keys = [key for key in {**before, **now} if before.get(key) != now.get(key)]
        for name in self._knowledge.backends:
            for key in keys:
                for step in migration.steps_for("default", name, (key,)):
                    if self._on_the_way(step) and old.place.engine == new.place.engine and len(keys) <= 2:
                        return _sentence(step)
        return "another store is used"

    def _why_renamed(self, old: Residence) -> str:
        if old.family == "kv":
            spec = next(
                each
                for each in self._knowledge.backends.values()
                if each.legacy == old.place.engine and each.family == "kv"
            )
            if self._release.only & ~spec.separates_namespaces and self._target.only & spec.separates_namespaces:
                return self._because("kv-namespaces")
            return "the namespace is another one"
        known = {"storage.stores.inference": "honoured-inference-table", "responses": "honoured-responses-table"}
        name = known.get(old.role.data)
        if name and self._on_the_way(self._knowledge.migration.step(name)):
            return self._because(name)
        return "the table is another one"

    def _because(self, name: str) -> str:
        return _sentence(self._knowledge.migration.step(name))

    def _on_the_way(self, step: Step) -> bool:
        return self._release.index < step.since.index <= self._target.index


def _sentence(step: Step) -> str:
    return f"since {step.since.version}, {step.cause}"
