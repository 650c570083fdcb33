"""Requirements on our own version, as in `required-version`."""

from __future__ import annotations


def satisfies(version: str, required: str) -> bool | None:
    """Whether *version* meets a requirement such as `>=1.2,<2` or `1.2.0`; None when that is not understood."""
    outcome = True
    for part in required.split(","):
        wanted = part.strip()
        operator = next((sign for sign in (">=", "<=", "==", "!=", ">", "<") if wanted.startswith(sign)), "==")
        number = _version(wanted.removeprefix(operator).strip())
        if number is None:
            return None
        ours = _version(version) or ()
        outcome = (
            outcome
            and {
                ">=": ours >= number,
                "<=": ours <= number,
                "==": ours == number,
                "!=": ours != number,
                ">": ours > number,
                "<": ours < number,
            }[operator]
        )
    return outcome


def _version(text: str) -> tuple[int, ...] | None:
    parts = text.split(".")
    if not all(part.isdecimal() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    return tuple(numbers + [0] * (3 - len(numbers)))
