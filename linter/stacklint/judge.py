"""From what a rule says of a document to what the user is told: severity by release, place in the file, fingerprint."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

from stacklint.model.document import Document
from stacklint.model.release import Reading
from stacklint.rules.record import Finding, Rule, Severity
from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.path import Path, to_pointer
from stacklint_schemas import Catalogue
from stacklint_schemas.typed import NamedTuple


class Verdict(NamedTuple):
    """What a finding is worth for the releases a document is read for."""

    severity: Severity
    message: str
    depends_on_release: bool


def judge(
    finding: Finding, rule: Rule, reading: Reading, catalogue: Catalogue, severities: MappingOf[str, Severity]
) -> Verdict | None:
    """The verdict, or None where the finding is true in no release the document may be for.

    A finding keeps its severity only if it holds in every release of the range. One that holds in some is
    information, and says where it holds, so that nobody is alarmed by a release they do not use.
    """
    severity = finding.severity or rule.severity
    severity = severities.get(rule.name, severity)
    if finding.releases is None:
        return Verdict(severity, finding.message, False)
    here = finding.releases & reading.releases
    if not here:
        return None
    if here == reading.releases:
        return Verdict(severity, finding.message, False)
    message = f"{finding.message} (in {catalogue.describe(here)}; pin the release to decide)"
    if severity.at_least(Severity.WARNING):
        return Verdict(Severity.INFO, message, True)
    return Verdict(severity, message, False)


class Fingerprints:
    """Names findings so that they are found again after lines have moved and list items were inserted."""

    __slots__ = ("_label", "_root", "_seen")

    def __init__(self, document: Document, label: str) -> None:
        self._root = document.root
        self._label = label
        self._seen: dict[str, int] = {}

    def of(self, rule: str, finding: Finding) -> str:
        """The fingerprint: 32 hexadecimal digits, unique within the document."""
        identity = "\n".join((rule, self._label, to_pointer(_named(self._root, finding.path)), finding.operand))
        ordinal = self._seen.get(identity, 0)
        self._seen[identity] = ordinal + 1
        return fingerprint_of(identity, str(ordinal))


def fingerprint_of(*parts: str) -> str:
    """What these parts together are called."""
    # Imported here, because a clean file has no findings and needs no hash.
    from hashlib import sha256

    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _named(root: Node, path: Path) -> Path:
    """The path with list items called by their id, which stays when items are inserted before them."""
    steps: list[str | int] = []
    node: Node | None = root
    for step in path:
        node = None if node is None else target(node)
        if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            steps.append(_id_of(node) or step)
        else:
            node = node.get(step) if isinstance(node, Mapping) and isinstance(step, str) else None
            steps.append(step)
    return tuple(steps)


def _id_of(item: Node) -> str:
    node = target(item)
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.name.endswith("_id") and isinstance(entry.value, Scalar) and entry.value.text:
                return f"{entry.name}={entry.value.text}"
    return ""
