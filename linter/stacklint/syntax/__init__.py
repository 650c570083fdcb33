"""YAML as written: trees with places, environment expressions, comments."""
