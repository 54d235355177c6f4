"""Explanations as specifications: a program and its margin in one text."""
