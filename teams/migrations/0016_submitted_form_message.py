from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0015_moments_are_readable"),
    ]

    operations = [
        migrations.AddField(
            model_name="submittedform",
            name="message",
            field=models.TextField(
                blank=True, db_default="", default="", help_text="What the first click was told, for the second."
            ),
        ),
    ]
