import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone

from .posting import Posting

# A token of one purpose is worth nothing for another.
SIGNER = signing.Signer(salt="jobs.preview")
PARAMETER = "preview"


class PreviewLinkQuerySet(models.QuerySet[Any]):
    def valid(self, at: dt.datetime | None = None) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=at or timezone.now())

    def for_token(self, posting: Posting, token: str, at: dt.datetime | None = None) -> Any:
        """The link that lets anyone with that text from an address see that posting at that moment, now by default.

        None if there is no such link, or if whoever made it could no longer see that posting on the desk.
        """
        try:
            number = SIGNER.unsign(token)
        except signing.BadSignature:
            return None
        link = self.valid(at).filter(pk=number, posting=posting).select_related("created_by").first()
        return link if link and may_show(link.created_by, posting) else None


def may_show(maker: Any, posting: Posting) -> bool:
    """Whether links of that person show that posting: a link gives away no more than its maker may see."""
    if maker is None:
        return False
    # No permission is left to an account that is not active.
    return maker.is_staff and maker.has_perm("jobs.change_posting") and posting.team.is_visible_to(maker)


class PreviewLink(models.Model):
    """Lets someone without an account see one posting that is not public, until it expires or is revoked."""

    is_content = False  # no visitor sees it: see teams.models.edition

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="preview_links")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"Preview of {self.posting}"

    def get_absolute_url(self) -> str:
        return f"{self.posting.get_absolute_url()}?{PARAMETER}={SIGNER.sign(str(self.pk))}"
