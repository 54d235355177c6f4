"""From a function's source to the intermediate form."""
