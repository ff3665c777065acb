"""The slugs that teams, stories, places and labels have in addresses, now and before."""
