"""A provider of OpenID Connect on this machine."""

from collections.abc import Iterator
from typing import Any

import oidc_provider_mock
import pytest

from careers.signing_in.environment import read_provider


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def provider(server: str, settings: Any, employer: Any) -> str:
    """The provider's address. Everybody of example.com may enter, with the role of an invitation."""
    settings.SOCIALACCOUNT_PROVIDERS = read_provider(server, "careers", "a secret", may_be_http=True)
    settings.COMPANY_SIGN_IN, settings.OIDC_DOMAINS = True, ["example.com"]
    return server
