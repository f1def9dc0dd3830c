"""What a manager and marketing see: promises near and missed, load, reviews, campaigns."""
