"""Stack configurations inside Kubernetes objects: texts in block scalars, with the way back to the file."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.syntax import recovery
from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.parse import Parsed
from stacklint.syntax.recognition import looks_like_stack_config, may_be_ours
from stacklint.syntax.runs import SourceMap
from stacklint.syntax.source import source_map
from stacklint.text.edit import Edit
from stacklint.text.lines import LineIndex
from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple


class Embedded(NamedTuple):
    """A configuration that is the text of a scalar in a Kubernetes object."""

    kind: str
    """Of the object, as its namespace and name; empty where the object does not say."""
    namespace: str
    name: str
    key: str
    """Under which key the text stands."""
    text: str
    parsed: Parsed
    """The text, read with recovery."""
    editable: bool
    """Whether edits of the text can be made in the file (`outer_edit`): only in literal block scalars (`|`)."""
    in_template: bool
    """Whether it is part of an OpenShift Template, where `${P}` and `${{P}}` are the template's parameters."""
    scalar: Scalar
    """The scalar in the outer tree."""
    places: SourceMap | None
    """None when the places of the inner characters cannot be told; then all of them are the scalar's start."""
    indent: int
    """How many spaces stand in the file before each line of the text."""

    def outer_offset(self, offset: int) -> int:
        """The place in the file of a place in the text."""
        return self.scalar.start if self.places is None else self.places.offset(offset)

    def inner_offset(self, offset: int) -> int:
        """The place in the text of a place in the file: of the first character that does not stand before it."""
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            if self.outer_offset(middle) < offset:
                low = middle + 1
            else:
                high = middle
        return low

    def outer_span(self, span: Span) -> Span:
        """The extent in the file of an extent in the text; the whole scalar where places cannot be told."""
        if self.places is None:
            return self.scalar.span
        start = self.places.offset(span.start)
        return Span(start, self.places.offset(span.end - 1, behind=True) if span.end > span.start else start)

    def outer_edit(self, outer: str, edit: Edit) -> Edit:
        """An edit of the text as an edit of the file *outer*, new lines indented. Only where it is `editable`."""
        start, end = edit.span
        at, until = self.outer_offset(start), self.outer_offset(end)
        margin = " " * self.indent
        newline = _line_end(outer, self.scalar.start)
        lines = edit.content.split("\n")
        # Blank lines have no margin, but behind the last line of an edit the old text goes on.
        last = len(lines) - 1
        content = newline.join(
            margin + line if number and line and (line.strip() or number == last) else line
            for number, line in enumerate(lines)
        )
        if _begins_line(self.text, start):
            # Whole lines are changed with their margins, which a blank line does not have.
            at = _line_start(outer, at)
            content = margin + content if lines[0].strip() else content
        if edit.content.endswith("\n") or (not edit.content and _begins_line(self.text, start)):
            # What follows begins a line.
            if _begins_line(self.text, end):
                until = _line_start(outer, until)
            elif end == len(self.text) and outer[until : until + 1] in ("\r", "\n"):
                # A block that keeps no line end (`|-`) has one in the file all the same.
                content = content.removesuffix(newline)
            else:
                content += margin
        return Edit(Span(at, until), content)


def _begins_line(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] == "\n"


def _line_end(text: str, offset: int) -> str:
    """How the line of *offset* ends."""
    ends = [at for mark in "\r\n" if (at := text.find(mark, offset)) >= 0]
    if not ends:
        return "\n"
    at = min(ends)
    return "\r\n" if text.startswith("\r\n", at) else text[at]


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def embedded_in(text: str, root: Node | None, edited_line: int | None = None) -> tuple[Embedded, ...]:
    """The configurations in a document that is a Kubernetes object (or a List or Template of them), in file order.

    *edited_line* (counted from 0) is the line of *text* that an editor's user is typing in.
    """
    if not isinstance(root, Mapping) or not _is_object(root):
        return ()
    return tuple(_embedded(text, root, edited_line))


class _Place(NamedTuple):
    """What is known of the surroundings while walking down."""

    owner: Mapping
    key: str
    in_template: bool


def _embedded(text: str, root: Mapping, edited_line: int | None) -> Iterator[Embedded]:
    pending: list[tuple[Node, _Place]] = [(root, _Place(root, "", False))]
    while pending:
        node, place = pending.pop()
        if isinstance(node, Scalar):
            if "\n" in node.text and isinstance(node.value, str) and may_be_ours(node.text):
                parsed = recovery.read(node.text, _inner_line(text, node, edited_line))
                if any(looks_like_stack_config(tree.root) for tree in parsed.documents):
                    yield _made(text, node, parsed, place)
        elif isinstance(node, Sequence):
            pending.extend((item, place) for item in reversed(node.items))
        elif isinstance(node, Mapping):
            if _is_object(node):
                place = _Place(node, "", place.in_template or _text(node, "kind") == "Template")
            # Binary data is base64: nothing that a person wrote.
            entries = [entry for entry in reversed(node.entries) if entry.name != "binaryData"]
            pending.extend((entry.value, place._replace(key=entry.name)) for entry in entries)


def _inner_line(text: str, scalar: Scalar, line: int | None) -> int | None:
    """A line of the file as one of the text of a block scalar, which begins below its header."""
    return None if line is None else line - LineIndex(text).position(scalar.start).line - 1


def _made(text: str, scalar: Scalar, parsed: Parsed, place: _Place) -> Embedded:
    places = source_map(text, scalar)
    metadata = place.owner.get("metadata")
    names = metadata if isinstance(metadata, Mapping) else None
    indent = 0
    if places is not None:
        # Blank lines at the beginning stand for themselves, without the margin of the others.
        content = len(scalar.text) - len(scalar.text.lstrip(" \n"))
        start = places.offset(scalar.text.rfind("\n", 0, content) + 1)
        indent = start - _line_start(text, start)
    return Embedded(
        kind=_text(place.owner, "kind"),
        namespace=_text(names, "namespace"),
        name=_text(names, "name"),
        key=place.key,
        text=scalar.text,
        parsed=parsed,
        editable=scalar.style == "|" and places is not None,
        in_template=place.in_template,
        scalar=scalar,
        places=places,
        indent=indent,
    )


def _is_object(node: Mapping) -> bool:
    return node.entry("kind") is not None and node.entry("apiVersion") is not None


def _text(mapping: Mapping | None, key: str) -> str:
    node = target(entry.value) if mapping is not None and (entry := mapping.entry(key)) is not None else None
    return node.text if isinstance(node, Scalar) else ""
