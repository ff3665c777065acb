"""What helps to write a posting: its sections, what a new one begins with, and a preview of what is not saved."""
