"""What the pages say: numbers, changes and comparisons in words. Pure: values in, sentences out."""
