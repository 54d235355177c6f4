"""Programs that a strict type checker reads; they are not run."""
