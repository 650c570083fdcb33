"""Explanations for people: Markdown for editors, plain text for terminals."""

from __future__ import annotations

from stacklint.knowledge.records import Explanation


def to_markdown(explanation: Explanation) -> str:
    """Short Markdown that every editor draws: a title, our line about it, a list of facts, the release."""
    parts = [f"**{_titled(explanation)}**" + (f" \u2014 {explanation.kind}" if explanation.kind else "")]
    if explanation.summary:
        parts.append(explanation.summary)
    if explanation.facts:
        parts.append("\n".join(f"- {fact.name}: {fact.text}" for fact in explanation.facts))
    page = f"[{explanation.page[1]}]({explanation.page[0]})" if explanation.page else ""
    if explanation.label or page:
        label = f"*{explanation.label}*" if explanation.label else ""
        parts.append(" \u00b7 ".join(filter(None, (label, page))))
    return "\n\n".join(parts)


def to_text(explanation: Explanation) -> str:
    """The same for a terminal, facts in two columns; related places are for the caller, who knows the lines."""
    title = f"{explanation.name}: {explanation.kind}" if explanation.kind else explanation.name
    lines = [f"{title} ({explanation.label})" if explanation.label else title]
    if explanation.summary:
        lines.append(f"  {_plain(explanation.summary)}")
    rows = [(_plain(fact.name), _plain(fact.text)) for fact in explanation.facts]
    if explanation.page:
        rows.append((explanation.page[1], explanation.page[0]))
    width = max((len(name) for name, _ in rows), default=0)
    lines += [f"  {name.ljust(width)}  {text}" for name, text in rows]
    return "\n".join(lines)


def _titled(explanation: Explanation) -> str:
    from stacklint.knowledge.records import code

    return code(explanation.name)


def _plain(markdown: str) -> str:
    return markdown.replace("`", "")
