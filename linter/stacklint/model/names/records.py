"""What is known of a name, as plain records."""

from __future__ import annotations

from enum import Enum

from stacklint.model.origins import Origin
from stacklint.syntax.nodes import Mapping, Node, Scalar
from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple


class NameKind(Enum):
    """What a name is a name of; names of different kinds have nothing to do with each other."""

    BACKEND = "backend"
    PROVIDER = "provider"
    """Within one API, which is the scope."""
    RESOURCE = "resource"
    """A model, a shield, ...: the scope says which, as in `ReferencePath.target`."""
    API = "API"
    VARIABLE = "variable"
    """Of the environment; no file declares one."""
    ANCHOR = "anchor"
    """Of YAML. The same name may be given again further down, so the scope counts them."""


class Role(Enum):
    """How a piece of text stands for a name."""

    SPELT = "spelt"
    """It is the name, letter by letter once unquoted."""
    MIXED = "mixed"
    """It becomes the name when variables are filled in, so the name itself stands nowhere."""
    REWRITTEN = "rewritten"
    """Upstream puts the name in its place while loading."""
    OTHERWISE = "otherwise"
    """It means the same thing by another name of it: a model by what its provider calls it."""


class Mention(NamedTuple):
    """One place of a name."""

    span: Span
    """The name alone, without quotes and what stands around it in an expression."""
    whole: Span
    """What it declares: a backend with its key, a provider's item. Of a use the same as `span`."""
    declares: bool
    role: Role = Role.SPELT
    scalar: Scalar | None = None
    """Whose text it is a part of; None for anchors and aliases."""
    start: int = 0
    """In the scalar's text."""
    end: int = 0
    owner: Mapping | None = None
    """The mapping that it is a value of; None where there is none."""


class Name:
    """A name with all of its places, in file order."""

    __slots__ = ("aliases", "assumed", "kind", "mentions", "node", "scope", "text")

    def __init__(self, kind: NameKind, scope: str, text: str, node: Node | None = None) -> None:
        self.kind = kind
        self.scope = scope
        self.text = text
        self.mentions: list[Mention] = []
        self.assumed: list[Origin] = []
        """Backends: the uses that are written nowhere, as upstream makes them where a slot is left out."""
        self.aliases: set[int] = set()
        """The aliases (by identity) that stand for the name somewhere."""
        self.node = node
        """Anchors: what is anchored."""

    @property
    def declarations(self) -> list[Mention]:
        """Where it is declared; nowhere for a mistake, and for what upstream or the environment declares."""
        return [mention for mention in self.mentions if mention.declares]

    @property
    def uses(self) -> list[Mention]:
        """Where something written refers to it."""
        return [mention for mention in self.mentions if not mention.declares]
