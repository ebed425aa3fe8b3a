"""Settings, the PostgreSQL in use, the error tree, what is published and the `pathways` command."""
