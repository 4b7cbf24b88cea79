"""The schemes people choose skills from, texts are read for and matching compares."""

ESCO = "esco"
ESCO_ADDITIONS = "esco-additions"
DISTRICT = "district"
SPINE = (ESCO, ESCO_ADDITIONS, DISTRICT)
