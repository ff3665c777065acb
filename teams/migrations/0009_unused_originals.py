from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0008_moments_are_in_range"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnusedOriginal",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AlterField(
            model_name="historicaltestimonial",
            name="has_left",
            field=models.BooleanField(
                default=False, help_text="Tick when the person leaves. The testimonial is hidden and its photo deleted."
            ),
        ),
        migrations.AlterField(
            model_name="testimonial",
            name="has_left",
            field=models.BooleanField(
                default=False, help_text="Tick when the person leaves. The testimonial is hidden and its photo deleted."
            ),
        ),
    ]
