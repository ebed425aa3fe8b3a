"""Measured ratios, each from one run on one machine; `make bench` writes them to docs/benchmarks.md."""
