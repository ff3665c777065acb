"""The check before publishing, and all changes of a posting's state."""
