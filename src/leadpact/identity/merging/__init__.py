"""Several leads of one person: linked reversibly, shown as one; see docs/explanation/merging.md."""
