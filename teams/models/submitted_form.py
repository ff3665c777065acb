from django.db import models

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range


@limit_types
class SubmittedForm(models.Model):
    """A form of the desk that was carried out, so that a second click does not carry it out again.

    Written by `teams.desk.double_submit`, and deleted after a day.
    """

    is_content = False  # visitors never see it: see teams.models.edition

    token = models.CharField(max_length=64, primary_key=True)
    digest = models.CharField(max_length=64, help_text="Of what was submitted last with this token.")
    url = models.CharField(max_length=2000, blank=True, default="", help_text="The address that the form led to.")
    message = models.TextField(
        blank=True,
        default="",
        # During a deployment, code without this column still writes rows.
        db_default="",
        help_text="What the first click was told, for the second.",
    )
    submitted_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        default_permissions = ()  # no page of the desk shows them
        constraints = moments_in_range("submitted_form", "submitted_at")

    def __str__(self) -> str:
        return self.token
