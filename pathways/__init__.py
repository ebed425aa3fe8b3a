"""Settings, the PostgreSQL in use, the error tree and the `pathways` command."""
