"""A picture field and its renditions. They do not depend on models."""
