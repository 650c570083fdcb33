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
    if explanation.label:
        parts.append(f"*{explanation.label}*")
    return "\n\n".join(parts)


def to_text(explanation: Explanation) -> str:
    """The same for a terminal, facts in two columns; related places are for the caller, who knows the lines."""
    title = f"{explanation.name}: {explanation.kind}" if explanation.kind else explanation.name
    lines = [f"{title} ({explanation.label})" if explanation.label else title]
    if explanation.summary:
        lines.append(f"  {_plain(explanation.summary)}")
    width = max((len(fact.name) for fact in explanation.facts), default=0)
    lines += [f"  {fact.name.ljust(width)}  {_plain(fact.text)}" for fact in explanation.facts]
    return "\n".join(lines)


def _titled(explanation: Explanation) -> str:
    from stacklint.knowledge.records import code

    return code(explanation.name)


def _plain(markdown: str) -> str:
    return markdown.replace("`", "")
