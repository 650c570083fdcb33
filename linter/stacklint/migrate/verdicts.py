"""Whether data is found again, and why not, in the words of upstream's change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stacklint.migrate.residence import Residence, Role
from stacklint.model.document import Document
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Mapping as MappingNode
from stacklint.syntax.nodes import Scalar, Sequence
from stacklint_schemas import BackendType, KeyPath, Release
from stacklint_schemas.migration import Step
from stacklint_schemas.stored import Break, Folder
from stacklint_schemas.typed import Literal, NamedTuple


class Verdict(NamedTuple):
    """What becomes of the data of one user."""

    word: Literal["kept", "moved", "not visible", "not carried"]
    reason: str = ""
    repairs: tuple[str, ...] = ()
    """SQL for one `{table}` each, which makes the data visible again; empty where nothing does."""
    repaired: Role | None = None
    """Whose tables are repaired, if not the user's own."""

    @property
    def is_found(self) -> bool:
        """Whether the target finds the data."""
        return self.word in ("kept", "moved")


KEPT = Verdict("kept")

HONOURED: Mapping[str, str] = {"inference": "honoured-inference-table", "responses": "honoured-responses-table"}
"""By keyspace, the step since which the table is the one that the file names; other tables of the user follow it."""

_HARM = {"hidden": "", "fails": "", "stops": "; the server does not start while it sees them"}


class Judge:
    """Compares residences in one release of the origin and in the target."""

    def __init__(self, before: Document, release: Release, after: Document, target: Release) -> None:
        """Each document is read for the release behind it."""
        self._before = before
        self._release = release
        self._after = after
        self._target = target
        self._migration = after.knowledge.migration
        self._stored = self._migration.stored

    def verdicts(self, old: Mapping[Role, Residence], successors: Mapping[Role, Residence]) -> dict[Role, Verdict]:
        """For each user of before with data worth a word; *successors* are the same users after."""
        rebuilt = {each.keyspace: each for each in self._stored.rebuilt}
        alone: dict[Role, Verdict] = {}
        for role, residence in old.items():
            again = rebuilt.get(role.data)
            if again is None or not again.whole:
                verdict = alone[role] = self._verdict(residence, successors.get(role))
                if again is not None and not verdict.is_found:
                    alone[role] = verdict._replace(reason=f"{verdict.reason}; {again.what} come back at the start")
        return {role: self._with_others(old[role], verdict, alone) for role, verdict in alone.items()}

    def copied(self, role: Role, residence: Residence, verdict: Verdict) -> Iterator[tuple[KeyPath, Verdict]]:
        """The slots that upstream itself copies data of a user to when it starts."""
        for move in self._stored.moves:
            if move.keyspace == role.data and move.releases & self._target.only and verdict.is_found:
                backend = self._backend_type(residence)
                missed = move.loses.get(backend.name, "") if backend else ""
                reason = f"since {self._first(move.releases)}, {move.cause}"
                yield move.to, Verdict("moved", f"{reason}; it misses {missed}" if missed else reason)

    def _with_others(self, old: Residence, verdict: Verdict, alone: Mapping[Role, Verdict]) -> Verdict:
        """Some data is found only by way of other data."""
        for dependent in self._stored.dependents:
            if dependent.keyspace == old.role.data and verdict.is_found:
                other = alone.get(Role("", "", dependent.on), KEPT)
                if not other.is_found:
                    return Verdict(
                        "not visible", f"{dependent.what} are found by way of the {dependent.on}: {other.reason}"
                    )
        return verdict

    def _verdict(self, old: Residence, new: Residence | None) -> Verdict:
        if new is None:
            return Verdict("not carried", self._why_gone(old))
        if new.family != old.family:
            ended = self._ended(old)
            return Verdict("not carried", _sentence(ended) if ended else "it is kept in another kind of store")
        place = self._place(old, new)
        if not place.is_found:
            return place
        broken = tuple(each for each in self._stored.breaks if self._breaks(each, old))
        reasons = [f"{each.what}: since {each.since.version}, {each.cause}{_HARM[each.harm]}" for each in broken]
        if not set(old.names) <= set(new.names) if old.family == "sql" else old.names != new.names:
            return Verdict("not visible", "; ".join((self._why_renamed(old), *reasons)))
        if broken:
            backend = self._backend_type(old)
            repairs = tuple(each.cures[backend.name] for each in broken if backend and backend.name in each.cures)
            if place.reason:
                reasons.insert(0, place.reason)
            return Verdict("not visible", "; ".join(reasons), repairs if len(repairs) == len(broken) else ())
        return place

    def _breaks(self, each: Break, old: Residence) -> bool:
        return bool(
            (old.role.data in each.keyspaces or (each.own_store and old.belongs_to in each.keyspaces))
            and (not each.types or old.type in each.types)
            and each.written & self._release.only
            and each.sought & self._target.only
            and (not each.when or _says_something(self._after, each.when))
            and not (each.unless and _says_something(self._before, each.unless))
        )

    def _place(self, old: Residence, new: Residence) -> Verdict:
        for folder in self._stored.folders:
            there = old.place.after_move(folder.old, folder.new)
            if self._release.index < folder.since.index <= self._target.index and not there.is_same(old.place):
                reason = f"since {folder.since.version}, {folder.cause}"
                if there.is_same(new.place):
                    return self._with_paths_inside(old, folder, Verdict("moved", reason))
                if old.place.is_same(new.place):
                    return Verdict("not carried", reason)
        return KEPT if new.place.is_same(old.place) else Verdict("not carried", self._why_elsewhere(old, new))

    def _with_paths_inside(self, old: Residence, folder: Folder, moved: Verdict) -> Verdict:
        """What is moved is lost all the same where rows hold whole paths of it."""
        for own in self._stored.own_paths:
            if own.what == old.role.data and old.type in own.types and own.cause:
                # The same for every kind of store that the rows can be in.
                statement = next(iter(own.cures.values()), "")
                for name, path in (("{old}", folder.old), ("{new}", folder.new)):
                    statement = statement.replace(name, f"/{path.lstrip('~/')}/")
                repaired = old.role._replace(data=old.belongs_to)
                return Verdict(
                    "not visible", f"{moved.reason}; {own.cause}", (statement,) if statement else (), repaired
                )
        return moved

    def _why_gone(self, old: Residence) -> str:
        api, type_ = old.role.api, old.type
        ended = self._ended(old)
        removed = (*self._migration.steps_for("type", f"{api} {type_}"), *self._migration.steps_for("api", api))
        for step in (*((ended,) if ended else ()), *removed):
            if self._on_the_way(step):
                return _sentence(step)
        return "no store is named for it any more"

    def _ended(self, old: Residence) -> Step | None:
        name = self._stored.ended.get(old.role.data)
        return self._migration.step(name) if name else None

    def _why_elsewhere(self, old: Residence, new: Residence) -> str:
        steps = [self._changed_default(old, key) for key in old.place.apart(new.place)]
        if old.place.engine == new.place.engine and steps and all(steps):
            return _sentence(next(step for step in steps if step))
        if old.place.is_literal:
            return "the path of the default store was taken literally then, expression and all"
        if not old.is_named and new.is_named:
            return "it lay in a file that the configuration did not name"
        if old.is_named and not new.is_named:
            return "no store is named for it any more, so the default one is used"
        return "another path is used" if old.family == "path" else "another store is used"

    def _changed_default(self, old: Residence, key: str) -> Step | None:
        """The change of a default that takes this user to another store."""
        backend = self._backend_type(old)
        steps = self._migration.steps_for("default", backend.name, (key,)) if backend else ()
        return next((step for step in steps if self._on_the_way(step)), None)

    def _why_renamed(self, old: Residence) -> str:
        name = HONOURED.get(old.role.data)
        if old.family == "kv":
            backend = self._backend_type(old)
            ignored = backend and not backend.separates_namespaces & self._release.only
            name = "kv-namespaces" if ignored else None
        if name and self._on_the_way(self._migration.step(name)):
            return _sentence(self._migration.step(name))
        return "another namespace is used" if old.family == "kv" else "another table is used"

    def _backend_type(self, residence: Residence) -> BackendType | None:
        return self._after.knowledge.successor_of(residence.place.engine, residence.family)

    def _first(self, releases: int) -> str:
        return self._after.knowledge.catalogue.first(releases).version

    def _on_the_way(self, step: Step) -> bool:
        return self._release.index < step.since.index <= self._target.index


def _sentence(step: Step) -> str:
    return f"since {step.since.version}, {step.cause}"


def _says_something(document: Document, path: KeyPath) -> bool:
    """Whether there is more than nothing at a place."""
    node = document.stack.at(path)
    if isinstance(node, Sequence):
        return bool(node.items)
    if isinstance(node, MappingNode):
        return bool(node.entries)
    return isinstance(node, Scalar) and not read_value(node).is_null
