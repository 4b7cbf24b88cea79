from django.db import migrations

NAME = "Main site"


def make_main_sites(apps, schema_editor):
    """What was known as a postcode alone becomes a site."""
    Organisation = apps.get_model("partners", "Organisation")
    Site = apps.get_model("partners", "Site")
    without = Organisation.objects.filter(main_site=None).exclude(postcode=None)
    for organisation in without.order_by("id").iterator(chunk_size=500):
        organisation.main_site = Site.objects.create(
            organisation=organisation, name=NAME, postcode_id=organisation.postcode_id
        )
        organisation.save(update_fields=["main_site"])


class Migration(migrations.Migration):
    dependencies = [("partners", "0006_merges")]

    operations = [migrations.RunPython(make_main_sites, migrations.RunPython.noop)]
