"""The language server: the same engine, asked by editors."""
