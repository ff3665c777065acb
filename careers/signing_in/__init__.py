"""How staff sign in: django-allauth, cut down to what staff need. Why and how: docs/decisions/0006-signing-in.md."""
