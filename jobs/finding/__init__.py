"""Search and filters: which open positions match, in which order, with which counts."""
