"""What a person may ask of the company: to be left alone, to see what is known, to be erased."""
