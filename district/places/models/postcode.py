from django.db import models

from district.places.models.area import Council, Lsoa, Ward


class Postcode(models.Model):
    """A United Kingdom postcode in its written form ("B1 1AA"): where it is and which areas hold it.

    There are 2.7 million, loaded from the national file. They are only ever looked up by the postcode itself, so the
    areas carry no index.
    """

    postcode = models.CharField(max_length=8, primary_key=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    easting = models.IntegerField(help_text="OSGB metres.")
    northing = models.IntegerField(help_text="OSGB metres.")
    ward = models.ForeignKey(Ward, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lsoa = models.ForeignKey(Lsoa, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    def __str__(self) -> str:
        return self.postcode

    @property
    def outward(self) -> str:
        """The first half ("B1"), the most that is shown of where a person lives."""
        return self.postcode.split(" ")[0]
