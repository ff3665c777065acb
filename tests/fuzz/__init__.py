"""Random addresses, pictures and clipboards from a seed: `make fuzz`, and a small part of it as tests."""
