"""A picture field and its renditions, and what other uploaded files share with it. They do not depend on models."""
