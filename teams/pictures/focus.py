"""The part of a photo that stays visible where it is cropped."""

from typing import Any

from django.db import models


class Focus(models.TextChoices):
    """Values are suffixes of the classes in static/css/components/focus.css."""

    CENTRE = "centre", "Centre"
    TOP = "top", "Top"
    BOTTOM = "bottom", "Bottom"
    LEFT = "left", "Left"
    RIGHT = "right", "Right"
    TOP_LEFT = "top-left", "Top left"
    TOP_RIGHT = "top-right", "Top right"
    BOTTOM_LEFT = "bottom-left", "Bottom left"
    BOTTOM_RIGHT = "bottom-right", "Bottom right"


def focus_field() -> Any:
    return models.CharField(
        max_length=12,
        choices=Focus,
        default=Focus.CENTRE,
        db_default=Focus.CENTRE,
        help_text="The part that stays visible where the picture is cropped.",
    )
