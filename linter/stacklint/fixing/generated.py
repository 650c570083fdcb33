"""Files that something else writes: what is changed in them is gone with the next run of their generator."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacklint.configurations import Found, find
from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence, target

_FORBIDS = re.compile(r"(?i)\b(?:do not|don't|never)\s+(?:\w+\s+)?(?:edit|modify|change)\b|@generated\b")
_GENERATOR = re.compile(r"(?i)\bgenerated\b[^;]{0,200}?\bby\s+['\"`]?([\w@][\w@./:-]*)")
_BEFORE_CONTENT = ("#", "%", "---")


def why_not_edited(text: str) -> str:
    """Why nobody should edit *text* by hand, in words that name its generator where it is known; empty if one may."""
    return why_none_of_it(find(text, named=True))


def why_none_of_it(found: Found) -> str:
    """The same for a text that is read already."""
    for each in dict.fromkeys((found.text, *(configuration.text for configuration in found.configurations))):
        head = _head(each)
        if _FORBIDS.search(head):
            match = _GENERATOR.search(head)
            generator = f" by {match[1].rstrip('.:')}" if match else ""
            return f"it is generated{generator} and asks not to be edited; change what it is made from"
    for tree in found.trees:
        for owner in _owners(tree.root):
            return f"it is written by {owner}, which owns the object; change that instead"
    return ""


def _head(text: str) -> str:
    """The comments before the first content, as one line."""
    lines = []
    for line in text.removeprefix("\ufeff").splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith(_BEFORE_CONTENT):
            break
        lines.append(stripped.lstrip("# "))
    return " ".join(lines)


def _owners(root: Node | None) -> Iterator[str]:
    """What Kubernetes objects, or those in a list of them, say in `metadata.ownerReferences`."""
    pending = [root]
    while pending:
        node = pending.pop()
        if not isinstance(node, Mapping):
            continue
        items = node.get("items")
        if isinstance(items, Sequence):
            pending.extend(target(item) for item in items.items)
        metadata = node.get("metadata")
        references = metadata.get("ownerReferences") if isinstance(metadata, Mapping) else None
        for item in references.items if isinstance(references, Sequence) else ():
            owner = target(item)
            if isinstance(owner, Mapping):
                words = (owner.get("kind"), owner.get("name"))
                yield " ".join(word.text for word in words if isinstance(word, Scalar)) or "another object"
