"""The lake registered in an engine, the dbt project run on it, and its marts read back."""
