"""The queue of an SDR: the next lead with why it is next, and one key an outcome."""
