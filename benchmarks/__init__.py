"""Measures the start-up and throughput budgets against what people would use instead; run by `make bench`."""
