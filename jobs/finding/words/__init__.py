"""Words: how texts and queries are split into them, what is stored of them, and how the databases match them."""
