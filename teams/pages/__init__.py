"""The page of a story, the stylesheet with the brand colour, and helpers of public pages."""
