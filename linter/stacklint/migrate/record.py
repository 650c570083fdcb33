"""What a migration is to reach, what it did, and what becomes of the stored data."""

from __future__ import annotations

from enum import Enum

from stacklint.configurations import DocumentLabel
from stacklint.syntax.nodes import Entry, Node
from stacklint.syntax.path import Path
from stacklint.text.edit import Edit
from stacklint_schemas import Release, ReleaseSet
from stacklint_schemas.migration import Step
from stacklint_schemas.typed import Literal, NamedTuple


class Layout(Enum):
    """How stores are laid out; the value is what users write."""

    KEEP = "keep"
    """One backend for each old physical store, so that the data stays where it is."""
    UPSTREAM = "upstream"
    """The backends of upstream's own samples; the data is not carried."""


class Goal(NamedTuple):
    """Where a configuration comes from and what it is to become."""

    origin: ReleaseSet
    """The releases that it may be written for."""
    target: Release
    layout: Layout


class Change(NamedTuple):
    """One thing that a step does to the text."""

    title: str
    """An order: `Rename 'url' to 'base_url' in provider 'vllm'`. It tells the changes of a step apart."""
    edits: tuple[Edit, ...]
    path: Path
    """Of what is changed, in the text before."""
    note: str = ""
    """What the reader has to know besides: `users of other releases call it so`."""
    outside: str = ""
    """What has to be done outside of the text because of it: `VLLM_URL has to end in /v1 now`."""
    is_local: bool = False
    """Whether it neither looks at anything outside of its place nor changes what its step does elsewhere, so that the
    step's other changes need not wait until the text is read again."""


class Leftover(NamedTuple):
    """Something that a person has to decide: it stays as it is and gets a comment."""

    place: Entry | Node
    """Where the comment goes."""
    path: Path
    message: str
    """What is left and why, in one line without full stop."""


class Notice(NamedTuple):
    """Something to be done or known outside of the text."""

    message: str
    """What and why, in one line without full stop."""
    path: Path


class Made(NamedTuple):
    """A change that was made."""

    step: Step
    title: str
    note: str
    path: Path


class Left(NamedTuple):
    """A leftover in the migrated text."""

    step: Step
    message: str
    path: Path
    line: int
    """1-based, in the migrated file."""


class Told(NamedTuple):
    """A notice with its step."""

    step: Step
    message: str
    path: Path


class DataEffect(NamedTuple):
    """What happens to the data of one user of a store."""

    user: str
    """Who stores: `provider 'faiss'`, `'storage.stores.inference'`."""
    verdict: Literal["kept", "moved", "not visible", "not carried"]
    """`moved`: upstream itself moves it when it starts; `not visible`: it is still in the store that is used, under
    a name or in a format that is not looked at; `not carried`: another store is used."""
    was: str
    """Where it lies: `/data/faiss.db, namespace 'x'`."""
    now: str
    """Where the target looks; empty when nothing reads such data any more."""
    reason: str
    """Why, in the words of upstream's change; empty for `kept`."""
    backup: str
    """A shell command that saves it; empty where there is nothing to save."""
    condition: str = ""
    """When it depends on the release the server ran on: `if it ran on 0.3.0 to 0.3.4`; else empty."""
    cure: str = ""
    """A shell command that makes data visible again which is in the right place; empty where there is none."""


class Fault(NamedTuple):
    """An error in the migrated text that no step has to do with: the file would not start before either."""

    rule: str
    message: str
    path: Path
    line: int
    """1-based, in the migrated file."""


class Migration(NamedTuple):
    """What became of one configuration."""

    label: DocumentLabel | None
    """Of an embedded one."""
    origin: ReleaseSet
    origin_reason: str
    """How the origin is known: `given`, `pinned`, `inferred`."""
    target: Release
    target_reason: str
    """`given`, `pinned` or `the newest known`."""
    made: tuple[Made, ...]
    left: tuple[Left, ...]
    effects: tuple[DataEffect, ...]
    refused: str = ""
    """Why nothing was done; empty when something could be."""
    told: tuple[Told, ...] = ()
    """What has to be done outside of the file."""
    faults: tuple[Fault, ...] = ()
    """What a check for the target still calls an error, apart from what is `left`."""

    @property
    def affects_data(self) -> bool:
        """Whether some stored data is not simply found again.

        What depends on the release does not count where the file may be for the target already: unknown is not lost.
        """
        may_be_there = bool(self.origin & self.target.only)
        return any(each.verdict != "kept" and not (each.condition and may_be_there) for each in self.effects)


class Migrated(NamedTuple):
    """A file after its migration."""

    path: str
    before: str
    text: str
    """The same as `before` when nothing had to change."""
    migrations: tuple[Migration, ...]
    status: Literal["migrated", "foreign", "skipped"]
    reason: str
    """Why a file was skipped."""
    not_edited: str = ""
    """Why the file should not be written, as it is generated; empty otherwise."""
