"""Triggers that keep sums of money within what they are taken from, whoever writes the rows and however."""

import pgtrigger

TOO_MUCH = "check_violation"


def parts_within(
    *,
    name: str,
    part: str,
    parent: str,
    key: str,
    amount: str,
    most: str,
    counting: str = "true",
    when_counted: str = "true",
) -> pgtrigger.Trigger:
    """On the table of the parts: those of one parent, as far as they count, never come to more than it has.

    The parent is locked first, so that two who add at once are looked at one after the other. `counting`: which parts
    count; `when_counted`: the same said of the row that was written, where most rows written do not count.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NOT ({when_counted}) THEN
                RETURN NULL;
            END IF;
            PERFORM 1 FROM {parent} WHERE id = NEW.{key} FOR NO KEY UPDATE;
            IF (SELECT COALESCE(SUM({amount}), 0) FROM {part} WHERE {key} = NEW.{key} AND {counting})
                > (SELECT {most} FROM {parent} WHERE id = NEW.{key}) THEN
                RAISE EXCEPTION 'more than there is: {name}' USING ERRCODE = '{TOO_MUCH}', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        """,  # noqa: S608 (names of our own tables)
    )


def whole_above(
    *, name: str, part: str, key: str, amount: str, most: str, counting: str = "true"
) -> pgtrigger.Trigger:
    """On the table of the parent: it never comes to have less than its parts."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf(most),
        func=f"""
            IF (SELECT COALESCE(SUM({amount}), 0) FROM {part} WHERE {key} = NEW.id AND {counting}) > NEW.{most} THEN
                RAISE EXCEPTION 'less than is given: {name}' USING ERRCODE = '{TOO_MUCH}', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        """,  # noqa: S608 (names of our own tables)
    )
