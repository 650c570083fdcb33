"""Configurations as upstream understands them: release, stack, references."""
