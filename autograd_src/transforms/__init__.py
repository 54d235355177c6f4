"""Forward and reverse mode on the intermediate form."""
