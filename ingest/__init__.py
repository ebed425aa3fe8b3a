"""Extracts as sent become typed, contract-checked Parquet in the lake; every row is accounted for."""
