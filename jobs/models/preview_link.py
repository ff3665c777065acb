import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range

from .posting import Posting

# The salt keeps tokens made for another purpose from working here.
SIGNER = signing.Signer(salt="jobs.preview")
PARAMETER = "preview"


class PreviewLinkQuerySet(models.QuerySet[Any]):
    def valid(self, at: dt.datetime | None = None) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=at or timezone.now())

    def for_token(self, posting: Posting, token: str, at: dt.datetime | None = None) -> Any:
        """Return the valid link of this posting that the signed `token` from an address names, or None.

        None too if the user who created it may no longer see the posting on the desk, or if the posting has been
        published since. `at`: now by default.
        """
        at = at or timezone.now()
        try:
            pk = SIGNER.unsign(token)
        except signing.BadSignature:
            return None
        link = self.valid(at).filter(pk=pk, posting=posting).select_related("created_by").first()
        if link is None or link.is_ended_by_publication(posting, at):
            return None
        return link if creator_may_see(link.created_by, posting) else None


def creator_may_see(creator: Any, posting: Posting) -> bool:
    """Whether links of this user show the posting: only if the user may see it on the desk."""
    if creator is None:
        return False
    # `has_perm` is False for inactive accounts.
    return creator.is_staff and creator.has_perm("jobs.change_posting") and posting.team.is_visible_to(creator)


@limit_types
class PreviewLink(models.Model):
    """A link that shows one posting that is not public, without an account, until it expires or is revoked."""

    is_content = False  # visitors never see it: see teams.models.edition

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="preview_links")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = moments_in_range("preview_link", "created_at", "expires_at", "revoked_at")

    def __str__(self) -> str:
        return f"Preview of {self.posting}"

    def is_ended_by_publication(self, posting: Posting, at: dt.datetime) -> bool:
        """Whether the posting was open for the first time after the link was made, until `at`."""
        return posting.first_published is not None and self.created_at <= posting.first_published <= at

    def get_absolute_url(self) -> str:
        return f"{self.posting.get_absolute_url()}?{PARAMETER}={SIGNER.sign(str(self.pk))}"
