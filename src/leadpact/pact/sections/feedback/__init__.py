"""The section `feedback`: which dispositions there are, what each needs, and who reviews them."""
