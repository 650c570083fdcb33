"""Markdown for a terminal: bold headings, indented code; the little that rule documentation uses."""

from __future__ import annotations

import re

_CODE = re.compile(r"`([^`]+)`")
_BOLD, _CYAN, _FAINT, _RESET = "\x1b[1m", "\x1b[36m", "\x1b[2m", "\x1b[0m"


def for_terminal(text: str) -> str:
    """*text* with escape sequences in place of its Markdown signs."""
    lines: list[str] = []
    in_code = False
    for line in text.split("\n"):
        if line.startswith("```"):
            in_code = not in_code
            words = line.strip("` ")
            if words:
                lines.append(f"    {_FAINT}{words}:{_RESET}")
        elif in_code:
            lines.append(f"    {line}".rstrip())
        elif line.startswith("#"):
            lines.append(f"{_BOLD}{line.lstrip('# ')}{_RESET}")
        else:
            lines.append(_CODE.sub(f"{_CYAN}\\1{_RESET}", line))
    return "\n".join(lines)
