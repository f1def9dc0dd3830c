"""`/api/v1`: the desk for programs. Routes call the same actions and queries as the pages."""
