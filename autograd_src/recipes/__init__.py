"""Recipes: derivatives of the functions that are not differentiated by source."""
