"""Commands of the rooms, a module for each; each command imports its room when it runs."""
