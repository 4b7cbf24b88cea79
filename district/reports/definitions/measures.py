"""The counts and rates that several reports tell, described once."""

from district.reports.parts import Count, Measure, Rate

STARTS = Count(
    "starts",
    "Starts",
    "Enrolments that began in the period and lasted long enough to count: 42 days where planned for 168 days or more, "
    "14 days from 14 days on, one day below that; 14 days on a Skills Bootcamp. Going on after a break is no new "
    "start.",
    "is_start AND {started}",
)
CONTINUING = Count(
    "continuing",
    "Continuing",
    "Of the starts, those still on the course.",
    "is_start AND standing = 'continuing' AND {started}",
)
BREAKS = Count(
    "breaks",
    "On a break",
    "Of the starts, those on a break.",
    "is_start AND standing = 'on_break' AND {started}",
)
WITHDRAWN = Count(
    "withdrawn",
    "Left",
    "Of the starts, those who left the course; moves to another course or provider are no leaving.",
    "is_start AND standing = 'withdrawn' AND {started}",
)
LEFT_EARLY = Count(
    "left_early",
    "Left early",
    "Enrolments that began in the period and ended before they counted as a start.",
    "standing = 'left_early' AND {started}",
)
COMPLETED = Count(
    "completed",
    "Completed",
    "Of the starts, those who completed their learning, whatever the result.",
    "is_start AND is_completer AND {started}",
)
ACHIEVED_OF_STARTS = Count(
    "achieved",
    "Achieved",
    "Of the starts, those who completed and achieved the aim.",
    "is_start AND standing = 'achieved' AND {started}",
)
OUTCOMES = Count(
    "outcomes",
    "Positive outcomes",
    "Of those who completed, those who began paid work, self-employment or an apprenticeship within six calendar "
    "months of completing.",
    "is_start AND is_completer AND is_outcome AND {started}",
)
SUSTAINED = Count(
    "sustained",
    "Sustained",
    "Of the positive outcomes, those that lasted twelve weeks or have not ended.",
    "is_start AND is_completer AND is_outcome AND is_sustained AND {started}",
)
INTERVIEWED = Count(
    "interviewed",
    "Offered an interview",
    "Of those who completed, those to whom at least one employer offered a real interview; practice does not count.",
    "is_start AND is_completer AND has_interview AND {started}",
)
SECOND = Count(
    "second",
    "Reached milestone 2",
    "Of those who completed, those with an interview offer or a positive outcome.",
    "is_start AND is_completer AND (has_interview OR is_outcome) AND {started}",
)
LEAVERS = Count(
    "leavers",
    "Leavers",
    "Enrolments whose last day of all (planned end, actual end or result) falls in the period and that are over; "
    "moves and breaks left out.",
    "is_leaver AND {ended}",
)
COMPLETERS = Count(
    "completers", "Completers", "Of the leavers, those who completed.", "is_completer AND {ended}"
)
ACHIEVERS = Count(
    "achievers",
    "Achievers",
    "Of the leavers, those who achieved.",
    "is_leaver AND standing = 'achieved' AND {ended}",
)
QUALIFYING = Count(
    "qualifying",
    "In learning",
    "Enrolments that began in the period and count for retention: without moves, and without what went on after a "
    "break.",
    "is_qualifying AND {started}",
)
STAYED = Count(
    "stayed",
    "Stayed",
    "Of those, the ones who did not leave.",
    "is_qualifying AND standing <> 'withdrawn' AND {started}",
)
ACHIEVEMENT = Rate("achievement", "Achievement rate", "Achievers of leavers.", "F2", "achievers", "leavers")
RETENTION = Rate("retention", "Retention rate", "Completers of leavers.", "F3", "completers", "leavers")
PASS = Rate("pass", "Pass rate", "Achievers of completers.", "F4", "achievers", "completers")
IN_YEAR = Rate(
    "in_year", "In-year retention", "Those who stayed, of those in learning.", "F5", "stayed", "qualifying"
)
COMPLETION = Rate("completion", "Completion rate", "Completed, of starts.", "F7", "completed", "starts")
OUTCOME_OF_STARTS = Rate(
    "outcome_of_starts", "Outcomes of starts", "Positive outcomes, of starts.", "F7", "outcomes", "starts"
)
OUTCOME_OF_COMPLETED = Rate(
    "outcome_of_completed",
    "Outcomes of completers",
    "Positive outcomes, of completed.",
    "F7",
    "outcomes",
    "completed",
)
SECOND_OF_COMPLETED = Rate(
    "second_of_completed", "To milestone 2", "Reached milestone 2, of completed.", "F7", "second", "completed"
)
SUSTAINED_OF_OUTCOMES = Rate(
    "sustained_rate", "Sustained rate", "Sustained, of positive outcomes.", "F17", "sustained", "outcomes"
)
INTERVIEWS = Rate(
    "interviews",
    "Interview rate",
    "Completers who were offered an interview; the aim is all.",
    "F8",
    "interviewed",
    "completed",
)
CHAIN = ("starts", "completed", "outcomes")
OF_STARTS: tuple[Measure, ...] = (
    STARTS,
    COMPLETED,
    OUTCOMES,
    COMPLETION,
    OUTCOME_OF_STARTS,
    OUTCOME_OF_COMPLETED,
)
