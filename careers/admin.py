"""Pages of the desk about people. Django imports this module."""

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401  # as the next line
import django.contrib.auth.admin  # noqa: F401  # registers models that are unregistered below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group, User

# Migrations define the roles, only their owners manage passkeys and codes, and the environment names the provider.
for model in (Group, User, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)

from .people import admin as people_admin, trail  # noqa: E402, F401  # register pages in place of Django's
