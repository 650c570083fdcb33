"""Environment expressions in values: `${env.X}`, `${env.X:=default}`, `${env.X:+value}` and their older forms.

What a clean check needs is named here; evaluation and upstream's substitution stand in modules of their own, so that
such a check does not pay for them.
"""

from stacklint.syntax.env.expressions import Expression, Grammar, parse_expressions
from stacklint.syntax.env.lookalikes import Lookalike, LookalikeKind, lookalikes

__all__ = [
    "Expression",
    "Grammar",
    "Lookalike",
    "LookalikeKind",
    "lookalikes",
    "parse_expressions",
]
