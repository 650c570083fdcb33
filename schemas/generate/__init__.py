"""Makes the generated knowledge from upstream's wheels; not shipped."""
