from typing import Any

import pytest


@pytest.fixture
def quick_passwords(settings: Any) -> None:
    """Use a fast password hasher, for tests that sign in often."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
