"""When time next matters to a lead, and what somebody has to do for it now."""
