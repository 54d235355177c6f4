"""Recipes: the derivative of every function that is not differentiated by its source."""
