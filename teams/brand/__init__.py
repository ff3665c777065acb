"""The employer's colours and headings, as the stylesheet that all pages use. They do not depend on models."""
