"""Environment expressions in values: `${env.X}`, `${env.X:=default}`, `${env.X:+value}` and their older forms."""

from stacklint.syntax.env.evaluation import Conditional, Default, Evaluation, Known, Unknowable, evaluate
from stacklint.syntax.env.expressions import Expression, Grammar, parse_expressions
from stacklint.syntax.env.lookalikes import Lookalike, LookalikeKind, lookalikes
from stacklint.syntax.env.substitution import Behaviour, UnsetVariable, convert, expand_home, substitute

__all__ = [
    "Behaviour",
    "Conditional",
    "Default",
    "Evaluation",
    "Expression",
    "Grammar",
    "Known",
    "Lookalike",
    "LookalikeKind",
    "Unknowable",
    "UnsetVariable",
    "convert",
    "evaluate",
    "expand_home",
    "lookalikes",
    "parse_expressions",
    "substitute",
]
