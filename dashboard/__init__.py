"""The pages a taskforce member reads; they query `published` and nothing else."""
