"""Speed, ours and others', measured in one run: ``python -m benchmarks [NAME ...]``."""
