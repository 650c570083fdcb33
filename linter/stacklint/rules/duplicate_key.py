"""A key is written twice in one mapping.

## Why it matters
The loader keeps the last one and drops the others without a word, with everything that stands below them.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm
    config: {base_url: "http://localhost:8000/v1"}
  inference:
  - provider_id: openai
    provider_type: remote::openai
    config: {api_key: "${env.OPENAI_API_KEY:=}"}
```

```yaml good
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm
    config: {base_url: "http://localhost:8000/v1"}
  - provider_id: openai
    provider_type: remote::openai
    config: {api_key: "${env.OPENAI_API_KEY:=}"}
```

## Fix safety
**Safe** where both say the same: the first one goes. Otherwise which of the two should stay is the author's decision,
and removing the first one, which has no effect today, is **Shown only**.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Fix, Fixes, Note, Rule, Safety, Severity
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, is_merge_key, target
from stacklint.syntax.path import Path
from stacklint.text.phrases import enumerate_names


def check(document: Document) -> Iterator[Finding]:
    for mapping in document.stack.walk.uneven:
        # A line that had to be left out may be what parted two equal keys.
        if mapping.incomplete:
            continue
        path = document.stack.walk.path_of(mapping)
        seen: dict[tuple[str, object], Entry] = {}
        for entry in mapping.entries:
            key = entry.key
            if not isinstance(key, Scalar) or is_merge_key(key):
                # Several merge keys in one mapping are all merged.
                continue
            identity = (type(key.value).__name__, key.value)
            if identity in seen:
                yield _finding(document, mapping, seen[identity], entry, path)
            seen[identity] = entry


def _finding(document: Document, mapping: Mapping, lost: Entry, kept: Entry, path: Path) -> Finding:
    where = f" under '{path[-1]}'" if path and isinstance(path[-1], str) else ""
    lost_text = lost.value.span.of(document.text)
    same = lost_text == kept.value.span.of(document.text)
    effect = "both say the same" if same else f"the last one wins, so {_lost(lost.value)}"
    return Finding(
        kept.key.span,
        f"'{kept.name}' is written twice{where}; {effect}",
        (*path, kept.name),
        Severity.WARNING if same else None,
        notes=(Note(lost.key.span, "dropped"),),
        fixes=Fixes(_removal, document, mapping, lost, Safety.SAFE if same else Safety.DISPLAY),
    )


def _removal(document: Document, mapping: Mapping, lost: Entry, safety: Safety) -> Iterator[Fix]:
    edits = document.surgeon.remove(mapping, lost)
    if edits:
        yield Fix(f"Remove the first '{lost.name}'", safety, edits)


def _lost(value: Node) -> str:
    """What disappears with the dropped entry, by the names people know it by."""
    node = target(value)
    if isinstance(node, Sequence):
        ids = [name for item in node.items for name in _ids(target(item))]
        if ids:
            return f"{enumerate_names(ids)} of the first {'does' if len(ids) == 1 else 'do'} not exist"
        return "the first list is dropped"
    if isinstance(node, Mapping):
        names = tuple(entry.name for entry in node.entries)
        return (
            f"{enumerate_names(names)} of the first {'is' if len(names) == 1 else 'are'} dropped"
            if names
            else ("the first is dropped")
        )
    return "the first value is dropped"


def _ids(node: Node | None) -> Iterator[str]:
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.name.endswith("_id") and isinstance(entry.value, Scalar):
                yield entry.value.text
                return


rule = Rule("duplicate-key", "yaml", Severity.ERROR, "A key is written twice in one mapping", check, __name__)
