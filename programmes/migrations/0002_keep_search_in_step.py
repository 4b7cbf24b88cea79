"""Triggers that write the words a course is found by, however its texts, its provider or its skills are changed."""

from django.db import migrations

COURSE_WORDS = """
CREATE FUNCTION programmes_course_words(course programmes_course) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT setweight(to_tsvector('english', course.title), 'A')
        || setweight(to_tsvector('english', coalesce(
               (SELECT name FROM partners_organisation WHERE id = course.organisation_id), '')), 'B')
        || setweight(to_tsvector('english', coalesce(
               (SELECT string_agg(skill.label, ' . ') FROM programmes_taughtskill taught
                JOIN skills_skill skill ON skill.id = taught.skill_id
                WHERE taught.course_id = course.id AND taught.state = 'accepted'), '')), 'B')
        || setweight(to_tsvector('english', concat_ws(' . ', course.what_you_learn, course.who_for)), 'C')
        || setweight(to_tsvector('english', concat_ws(' . ', course.how_you_learn, course.where_next,
               course.awarding_body, course.course_type)), 'D')
$$;

CREATE FUNCTION programmes_write_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := programmes_course_words(NEW);
    RETURN NEW;
END $$;

CREATE TRIGGER write_words BEFORE INSERT OR UPDATE OF title, who_for, what_you_learn, how_you_learn,
    where_next, awarding_body, course_type, organisation_id ON programmes_course
    FOR EACH ROW EXECUTE FUNCTION programmes_write_words();
"""
SKILLS_AND_NAMES = """
CREATE FUNCTION programmes_rewrite_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    courses bigint[] := ARRAY(SELECT DISTINCT course_id FROM changed WHERE state <> 'suggested');
BEGIN
    IF courses <> '{}' THEN
        UPDATE programmes_course course SET search = programmes_course_words(course)
        WHERE course.id = ANY(courses);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER rewrite_words_new AFTER INSERT ON programmes_taughtskill
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION programmes_rewrite_words();
CREATE TRIGGER rewrite_words_changed AFTER UPDATE ON programmes_taughtskill
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION programmes_rewrite_words();
CREATE TRIGGER rewrite_words_gone AFTER DELETE ON programmes_taughtskill
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION programmes_rewrite_words();

CREATE FUNCTION programmes_provider_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE programmes_course course SET search = programmes_course_words(course)
    WHERE course.organisation_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER programmes_provider_renamed AFTER UPDATE OF name ON partners_organisation
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION programmes_provider_renamed();
"""
REMOVAL = """
DROP TRIGGER programmes_provider_renamed ON partners_organisation;
DROP FUNCTION programmes_provider_renamed();
DROP TRIGGER rewrite_words_gone ON programmes_taughtskill;
DROP TRIGGER rewrite_words_changed ON programmes_taughtskill;
DROP TRIGGER rewrite_words_new ON programmes_taughtskill;
DROP FUNCTION programmes_rewrite_words();
DROP TRIGGER write_words ON programmes_course;
DROP FUNCTION programmes_write_words();
DROP FUNCTION programmes_course_words(programmes_course);
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [migrations.RunSQL(COURSE_WORDS + SKILLS_AND_NAMES, REMOVAL)]
