"""The moments and days that forms, files and columns accept."""

import datetime as dt

from django.core.exceptions import ValidationError

# Far from the limits of Python's calendar, which the databases exceed: PostgreSQL has `infinity`, and SQLite any text.
YEARS = range(1900, 2100)
FIRST_DAY, LAST_DAY = dt.date(YEARS[0], 1, 1), dt.date(YEARS[-1], 12, 31)
# Each day of these years in every time zone, with its end.
FIRST_MOMENT = dt.datetime(YEARS[0], 1, 1, tzinfo=dt.UTC) - dt.timedelta(days=1)
LAST_MOMENT = dt.datetime(YEARS[-1] + 1, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=1)
OUT_OF_RANGE = f"Choose a day from {YEARS[0]} to {YEARS[-1]}."


def validate_day(value: dt.date) -> None:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValidationError(OUT_OF_RANGE, code="invalid")


def validate_moment(value: dt.datetime) -> None:
    if not FIRST_MOMENT <= value <= LAST_MOMENT:
        raise ValidationError(OUT_OF_RANGE, code="invalid")
