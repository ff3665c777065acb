from decimal import Decimal

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("jobs", "0017_pay_into_range")]

    operations = [
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=(Q(pay_minimum__isnull=True) | Q(pay_minimum__lte=Decimal("9999999999.99")))
                & (Q(pay_maximum__isnull=True) | Q(pay_maximum__lte=Decimal("9999999999.99"))),
                name="posting_pay_has_an_upper_limit",
                violation_error_message="Write at most 10 digits before the point and 2 after it.",
            ),
        ),
    ]
