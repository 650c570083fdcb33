"""Finds what Llama Stack and OGX servers silently ignore in their configuration."""

__version__ = "0.1.0"
