"""What an editor asks: offsets in, plain data out. Knows nothing of the protocol."""
