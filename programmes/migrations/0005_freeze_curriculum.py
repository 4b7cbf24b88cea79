"""What people have begun to learn by is not changed any more, whoever writes: triggers refuse it.

A version is frozen once a course run has begun with it, and once another version has followed it. `curriculum_id` of a
run is the version in force on its first day; until it is written there, the dates tell.
"""

from django.db import migrations

IS_FROZEN = """
CREATE FUNCTION programmes_curriculum_is_frozen(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT curriculum.state = 'superseded' OR curriculum.state = 'published' AND (
        EXISTS (SELECT FROM programmes_courserun run WHERE run.curriculum_id = curriculum.id)
        OR EXISTS (
            SELECT FROM programmes_courserun run
            WHERE run.course_id = curriculum.course_id AND run.curriculum_id IS NULL
                AND run.state IN ('open', 'closed')
                AND run.starts_on BETWEEN (curriculum.published_at AT TIME ZONE 'Europe/London')::date
                    AND (now() AT TIME ZONE 'Europe/London')::date)
        OR EXISTS (
            SELECT FROM programmes_enrolment enrolment
            JOIN programmes_courserun run ON run.id = enrolment.run_id
            WHERE run.course_id = curriculum.course_id AND run.is_flexible
                AND enrolment.state NOT IN ('enrolled', 'no_show', 'cancelled')
                AND enrolment.starts_on BETWEEN (curriculum.published_at AT TIME ZONE 'Europe/London')::date
                    AND (now() AT TIME ZONE 'Europe/London')::date))
    FROM programmes_curriculumversion curriculum WHERE curriculum.id = wanted
$$;

CREATE FUNCTION programmes_refuse_frozen(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF programmes_curriculum_is_frozen(wanted) THEN
        RAISE EXCEPTION 'curriculum version % is frozen', wanted
            USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_curriculum_frozen';
    END IF;
END $$;
"""
KEEP = """
CREATE FUNCTION programmes_keep_outcomes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programmes_refuse_frozen(OLD.curriculum_id);
    PERFORM programmes_refuse_frozen(NEW.curriculum_id);
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER programmes_keep_outcomes BEFORE INSERT OR UPDATE OR DELETE ON programmes_learningoutcome
    FOR EACH ROW EXECUTE FUNCTION programmes_keep_outcomes();

CREATE FUNCTION programmes_keep_outcome_skills() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programmes_refuse_frozen(curriculum_id) FROM programmes_learningoutcome
        WHERE id IN (OLD.outcome_id, NEW.outcome_id);
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER programmes_keep_outcome_skills BEFORE INSERT OR UPDATE OR DELETE ON programmes_outcomeskill
    FOR EACH ROW EXECUTE FUNCTION programmes_keep_outcome_skills();

CREATE FUNCTION programmes_keep_curriculum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'curriculum version % has been published', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_curriculum_frozen';
        END IF;
        RETURN OLD;
    END IF;
    IF (OLD.course_id, OLD.number, OLD.public_id) IS DISTINCT FROM (NEW.course_id, NEW.number, NEW.public_id)
        OR (OLD.state, NEW.state) NOT IN (
            ('draft', 'draft'), ('draft', 'published'), ('published', 'published'), ('published', 'superseded'),
            ('superseded', 'superseded'))
        OR OLD.state <> 'draft' AND OLD.published_at IS DISTINCT FROM NEW.published_at
        OR OLD.state = 'superseded'
            AND (OLD.superseded_at, OLD.note) IS DISTINCT FROM (NEW.superseded_at, NEW.note)
    THEN
        RAISE EXCEPTION 'curriculum version % is frozen', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_curriculum_frozen';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER programmes_keep_curriculum BEFORE UPDATE OR DELETE ON programmes_curriculumversion
    FOR EACH ROW EXECUTE FUNCTION programmes_keep_curriculum();
"""
OF_ITS_COURSE = """
CREATE FUNCTION programmes_check_curriculum_of_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM programmes_curriculumversion curriculum
        WHERE curriculum.id = NEW.curriculum_id AND curriculum.course_id = NEW.course_id
            AND curriculum.state <> 'draft')
    THEN
        RAISE EXCEPTION 'course run % cannot be taught by curriculum version %', NEW.id, NEW.curriculum_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_curriculum_of_its_course';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER programmes_check_curriculum BEFORE INSERT OR UPDATE OF curriculum_id, course_id
    ON programmes_courserun FOR EACH ROW WHEN (NEW.curriculum_id IS NOT NULL)
    EXECUTE FUNCTION programmes_check_curriculum_of_run();
"""
REMOVAL = """
DROP TRIGGER programmes_check_curriculum ON programmes_courserun;
DROP FUNCTION programmes_check_curriculum_of_run();
DROP TRIGGER programmes_keep_curriculum ON programmes_curriculumversion;
DROP FUNCTION programmes_keep_curriculum();
DROP TRIGGER programmes_keep_outcome_skills ON programmes_outcomeskill;
DROP FUNCTION programmes_keep_outcome_skills();
DROP TRIGGER programmes_keep_outcomes ON programmes_learningoutcome;
DROP FUNCTION programmes_keep_outcomes();
DROP FUNCTION programmes_refuse_frozen(bigint);
DROP FUNCTION programmes_curriculum_is_frozen(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0004_show_what_is_listed")]

    operations = [migrations.RunSQL(IS_FROZEN + KEEP + OF_ITS_COURSE, REMOVAL)]
