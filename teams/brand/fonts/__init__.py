"""The employer's own font for headings: checked, made small, stored, and named in the stylesheet."""
