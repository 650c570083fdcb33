"""What real upstream releases say, recorded once and replayed by every test run."""
