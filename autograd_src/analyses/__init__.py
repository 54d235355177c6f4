"""What is known about a function: values returned, nothing written on the nodes."""
