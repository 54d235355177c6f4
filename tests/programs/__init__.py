"""Functions under test, written the way users write them. No tests live here."""
