"""The same for a whole table: cleaned, enriched, merged, matched. Arrow tables in and out."""
