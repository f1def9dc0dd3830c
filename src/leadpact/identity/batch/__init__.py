"""Clean, enrich, merge and match the leads of a table. Arrow tables in and out."""
