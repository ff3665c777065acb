"""Places and labels at the desk."""
