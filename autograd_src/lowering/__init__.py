"""From canonical code with types to operations with recipes."""
