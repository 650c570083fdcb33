"""Which configurations a text holds: itself, several documents, or texts inside Kubernetes objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint import suppress
from stacklint.syntax import recovery
from stacklint.syntax.comments import Comment, comments
from stacklint.syntax.embedded import Embedded, embedded_in
from stacklint.syntax.nodes import Mapping, Node
from stacklint.syntax.parse import Parsed, Tree, parse
from stacklint.syntax.problems import Problem
from stacklint.syntax.recognition import helm_template, looks_like_stack_config, may_be_ours
from stacklint.text.decode import MAXIMUM_BYTES, EncodingProblem
from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple

HELM = "Helm template; try helm template . | stacklint check -"
_PIN = "stacklint: target="


class DocumentLabel(NamedTuple):
    """Where an embedded configuration stands in a Kubernetes object; empty where unknown."""

    kind: str
    namespace: str
    name: str
    key: str


class Configuration(NamedTuple):
    """One configuration, in its own text."""

    text: str
    root: Mapping
    """Empty when nothing could be read."""
    problems: tuple[Problem, ...]
    comments: tuple[Comment, ...] = ()
    label: DocumentLabel | None = None
    embedded: Embedded | None = None
    neighbours: int = 0
    """How many other documents stand in the same stream."""
    in_template: bool = False
    unread: tuple[Span, ...] = ()
    """What recovery left out."""
    file_text: str = ""
    """The whole file's text, for an embedded configuration."""

    @property
    def extent(self) -> Span:
        """Where it stands in the file; a configuration that is not embedded: the whole of its document's root."""
        embedded = self.embedded
        return self.root.span if embedded is None else embedded.outer_span(Span(0, len(embedded.text)))

    @property
    def editable(self) -> bool:
        """Whether edits of its text can be made in the file."""
        return self.embedded is None or self.embedded.editable

    def inner_offset(self, offset: int) -> int:
        """The place in its own text of a place in the file."""
        return offset if self.embedded is None else self.embedded.inner_offset(offset)

    def outer_span(self, span: Span) -> Span:
        """The extent in the file of an extent in its own text."""
        return span if self.embedded is None else self.embedded.outer_span(span)

    def outer_edits(self, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """Edits of its own text as edits of the file; only where it is `editable`."""
        if self.embedded is None:
            return tuple(edits)
        return tuple(self.embedded.outer_edit(self.file_text, edit) for edit in edits)


class Found(NamedTuple):
    """What a text holds for us."""

    text: str
    configurations: tuple[Configuration, ...] = ()
    skipped: str = ""
    """Why a text that is one of ours could not be read; empty when it was."""
    trees: tuple[Tree, ...] = ()

    def at(self, offset: int) -> Configuration | None:
        """The configuration that a place of the file is in; of documents in one stream the last one before it."""
        for configuration in self.configurations:
            if configuration.embedded is not None and configuration.extent.covers(offset):
                return configuration
        plain = [each for each in self.configurations if each.embedded is None]
        before = [each for each in plain if each.root.start <= offset]
        return before[-1] if before else (plain[0] if plain else None)

    def directives(self, known_rules: Iterable[str]) -> suppress.Directives:
        """What the comments around embedded configurations say; nothing where there are none."""
        if not any(configuration.embedded for configuration in self.configurations):
            return suppress.Directives()
        root = self.trees[0].root if self.trees else None
        return suppress.read(self.text, comments(self.text, _roots(self.trees)), root, known_rules)


def find(
    text: str,
    *,
    named: bool,
    encoding: EncodingProblem | None = None,
    too_large: bool = False,
    edited_line: int | None = None,
) -> Found:
    """The configurations in *text*; none when it is somebody else's YAML.

    A text that cannot be parsed counts as a configuration when what can be read of it looks like one, or
    when the user *named* this very file.
    """
    ours = may_be_ours(text) or _PIN in text
    if not ours and not named:
        return Found(text)
    if too_large:
        size = f"the file is larger than {MAXIMUM_BYTES // 1024 // 1024} MB, so it was not checked"
        return Found(text, (_unreadable(text, Problem(Span(0, 0), size, "limits")),))
    if helm_template(text):
        return Found(text, skipped=HELM if ours else "")
    parsed = parse(text)
    if parsed.stop is not None:
        parsed = recovery.read(text, edited_line)
    found = tuple(_configurations(text, parsed, encoding, edited_line))
    if found:
        return Found(text, found, trees=parsed.documents)
    problems = (*_encoding(encoding), *parsed.problems)
    readable = any(tree.root is not None for tree in parsed.documents)
    if problems and named and (ours or not readable):
        return Found(text, (_unreadable(text, *problems),))
    return Found(text)


def _configurations(
    text: str, parsed: Parsed, encoding: EncodingProblem | None, edited_line: int | None
) -> Iterator[Configuration]:
    # Upstream loads one document only, and refuses a lonely `---` behind it as well. Told once, with the first one.
    neighbours = len(parsed.documents) - 1
    told: set[Problem] = set()
    others = False
    for tree in parsed.documents:
        root = tree.root
        inner = embedded_in(text, root, edited_line)
        for embedded in inner:
            others = True
            yield from _embedded(embedded, text)
        if not inner and isinstance(root, Mapping) and (looks_like_stack_config(root) or _pinned(text, tree)):
            problems = tuple(each for each in parsed.problems if _in(tree, each.span))
            told.update(problems)
            yield Configuration(
                text,
                root,
                (*_encoding(encoding), *problems),
                _comments(text, parsed),
                neighbours=neighbours,
                unread=parsed.blanked,
            )
            neighbours = 0
    # What is wrong around embedded configurations keeps them from being applied.
    left = tuple(each for each in parsed.problems if each not in told)
    if others and (left or encoding):
        yield _unreadable(text, *_encoding(encoding), *left)


def _embedded(embedded: Embedded, file_text: str) -> Iterator[Configuration]:
    parsed = embedded.parsed
    for tree in parsed.documents:
        if isinstance(tree.root, Mapping):
            yield Configuration(
                embedded.text,
                tree.root,
                parsed.problems,
                _comments(embedded.text, parsed),
                label=DocumentLabel(embedded.kind, embedded.namespace, embedded.name, embedded.key),
                embedded=embedded,
                neighbours=len(parsed.documents) - 1,
                in_template=embedded.in_template,
                unread=parsed.blanked,
                file_text=file_text,
            )
            return


def _unreadable(text: str, *problems: Problem) -> Configuration:
    return Configuration(text, Mapping(0, 0, [], False, "", ""), problems)


def _encoding(problem: EncodingProblem | None) -> tuple[Problem, ...]:
    return () if problem is None else (Problem(problem.span, problem.message, "encoding"),)


def _comments(text: str, parsed: Parsed) -> tuple[Comment, ...]:
    return comments(text, _roots(parsed.documents)) if "stacklint" in text else ()


def _roots(trees: Iterable[Tree]) -> list[Node | None]:
    return [tree.root for tree in trees]


def _pinned(text: str, tree: Tree) -> bool:
    """A fragment that says its release is meant for us, however small it is."""
    return _PIN in tree.span.of(text)


def _in(tree: Tree, span: Span) -> bool:
    return tree.span.start <= span.start <= tree.span.end
