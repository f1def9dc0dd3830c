"""The only place that executes relations: DuckDB here, PostgreSQL and Spark by the same calls."""
