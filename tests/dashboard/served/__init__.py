"""A package, so that its one site outlives a module and is gone before the next folder's tests."""
