"""Who a lead is: clean fields, enrichment, duplicates, the account it belongs to."""
