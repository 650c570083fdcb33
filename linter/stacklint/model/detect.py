"""Which texts are stack configurations. The work is done below, where embedded texts are looked for too."""

from stacklint.syntax.recognition import helm_template, looks_like_stack_config, may_be_ours, source_label

__all__ = ["helm_template", "looks_like_stack_config", "may_be_ours", "source_label"]
