"""Fixes: what rules offer, and what every single one of them must keep."""
