"""Who works with the desk: users with their roles, and the reps whom leads can go to."""
