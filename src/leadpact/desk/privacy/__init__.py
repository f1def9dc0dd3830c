"""What a person may ask of the company: to be left alone, to see their data, to be erased."""
