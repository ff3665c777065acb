from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0018_pay_has_an_upper_limit")]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="reference_key",
            field=models.CharField(
                editable=False,
                error_messages={"unique": "Another posting has this reference. Choose one that has never been used."},
                max_length=250,
                null=True,
                unique=True,
            ),
        ),
    ]
