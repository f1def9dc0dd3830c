"""The web application: what the people of a company see, and how what they do is written.

Django stays in this room. `store` is the only way to the tables of leads, `access` the only way to
fetch for a user. A lead changes by `leads.actions` alone; other rows are written by the app that
has them, and by no view.
"""
