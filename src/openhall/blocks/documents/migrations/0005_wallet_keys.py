"""The word of access of a wallet is bound to a key of its own; one of before opens nothing any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_wallets")]

    operations = [
        migrations.AddField(
            model_name="walletoffer", name="key", field=models.CharField(blank=True, default="", max_length=43)
        ),
    ]
