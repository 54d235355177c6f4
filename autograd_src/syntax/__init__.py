"""Syntax trees: parsed, built from the intermediate form, and printed."""
