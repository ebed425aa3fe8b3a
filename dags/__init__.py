"""When things run, and in what order; what they do lives in the rooms that the tasks call."""
