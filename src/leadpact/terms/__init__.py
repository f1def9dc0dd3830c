"""The words of the field: stages, tables, issues, reasons, calendars. Standard library only."""
