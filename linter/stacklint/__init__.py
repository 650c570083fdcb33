"""Finds what Llama Stack and OGX servers silently ignore in their configuration."""

__version__ = "0.1.0"

DOCUMENTATION_URL = ""
"""Where the rules are explained; a rule's page is this plus its name. While it is empty no report links anywhere."""
