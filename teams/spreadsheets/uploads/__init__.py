"""An uploaded file between its choice and its import: its form, its plan, and the run that checks or stores it."""
