"""The commands. Glue only: reading arguments, calling the rooms, printing what they return."""
