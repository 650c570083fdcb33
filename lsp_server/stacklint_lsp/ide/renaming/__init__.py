"""What a change of a name consists of: whether it may be, the edits, and the proof that nothing else changes."""
