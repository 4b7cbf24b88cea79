"""How matches are put into words."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from district.matching.engine.courses import OPENED
from district.matching.engine.receipt import MISSING, PART
from district.matching.engine.sequences import Plan
from district.matching.engine.ways import Way
from district.matching.engine.widen import Found
from district.matching.receipts import AskedLine, Pair, Receipt, Rise
from district.matching.wider import Wider
from district.web.templatetags.district import plural
from programmes import wording as programme_wording
from programmes.models import Course, CourseRun, DeliveryMode

NOT_CONSIDERED = (
    "your name, age, sex, ethnic group, religion, health or disability, family, whether you have been in care, "
    "and anything else about who you are. The program that matches cannot read them."
)
STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def ago(moment: datetime) -> str:
    """2 seconds ago, 3 hours ago."""
    seconds = max(0, int((timezone.now() - moment).total_seconds()))
    for length, name in STEPS:
        if seconds >= length:
            return f"{plural(seconds // length, name)} ago"
    return "just now"


def number(count: int) -> str:
    return SMALL_NUMBERS[count] if 0 <= count < len(SMALL_NUMBERS) else f"{count:,}"


def listed(names: Sequence[str]) -> str:
    """one; one and two; one, two and three."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def order(*, is_shared: bool) -> str:
    """How the list of jobs is ordered, in a sentence or two."""
    shared = (
        "Fair sharing is on: a job that very many people are shown is listed a little lower for everybody."
        if is_shared
        else "How many other people are shown a job does not count: fair sharing is off."
    )
    return (
        "Jobs that ask for what you can do come first. A longer journey, or work other than you hope for, puts a job "
        f"lower. Of jobs that fit equally well, those that fewer people have applied for come first. {shared}"
    )


def summary_line(receipt: Receipt) -> str:
    """ "7 of 9 skills asked · one course away"."""
    words = [receipt.summary]
    if receipt.is_one_course_away:
        words.append("one course away")
    elif receipt.is_within_reach:
        words.append("within your reach")
    return " · ".join(words)


def course_line(score: int, *, is_from_scratch: bool) -> str:
    """What a course's score says: the jobs it opens, or that it brings some nearer."""
    opened, rise = divmod(score, OPENED)
    if opened:
        return opening(opened)
    if rise:
        return "Brings jobs you could reach nearer"
    return "A first course" if is_from_scratch else ""


def opening(opened: int) -> str:
    return f"Opens {plural(opened, 'job')} for you"


def lacking(lines: Sequence[AskedLine]) -> str:
    """ "You lack “CSS”, and have “SQL” only in part."."""
    missing = [f"“{line.label}”" for line in lines if line.state == MISSING]
    part = [f"“{line.label}”" for line in lines if line.state == PART]
    if not part:
        return f"You lack {listed(missing)}."
    if not missing:
        return f"You have {listed(part)} only in part."
    return f"You lack {listed(missing)}, and have {listed(part)} only in part."


def teaching(count: int, taught: int, of: int) -> str:
    """What the chosen courses do for what is lacking."""
    which = "This course" if count == 1 else f"These {number(count)} courses together"
    verb = "teaches" if count == 1 else "teach"
    if taught < of:
        return f"{which} {verb} {number(taught)} of them:"
    what = {1: "it", 2: "both"}.get(of, f"all {number(of)}")
    return f"{which} {verb} {what}:"


def distance(pair: Pair, places: Sequence[str]) -> str:
    """ "3.4 miles from you (the nearest of 3 places: Walsall)"; `places` are those of the vacancy in words."""
    if pair.is_from_home:
        return "Done from home"
    if pair.miles is None:
        return "How far it is, is not known"
    far = f"{pair.miles:.1f} miles from you"
    if len(places) == 1:
        return far
    return f"{far} (the nearest of {len(places)} places: {places[pair.nearest]})"


SHARED = "Fair sharing: the more people are shown a job, the lower it is listed, for everybody alike"
CONFIRMED = "Employers confirm what you learned, of most people from your course"
SHARES = {4: "within a quarter of", 3: "within half of", 2: "within three quarters of", 1: "within"}


def steps(pair: Pair, places: Sequence[str]) -> list[dict[str, str]]:
    """The sum at the foot of a receipt; its lines add up to the last one."""
    if pair.is_from_home:
        far = "Done from home"
    else:
        far = f"{distance(pair, places)}, {SHARES.get(pair.sums.band, 'beyond')} what you can travel"
    hopes = (
        "Not the kind of work you hope for" if pair.has_hopes else "You have not said what work you hope for"
    )
    labels = {
        "fit": "All lines together",
        "evidence": CONFIRMED,
        "distance": far,
        "interest": hopes,
        "exposure": SHARED,
    }
    found = [{"label": labels[name], "points": points(amount)} for name, amount in pair.sums.steps]
    return [*found, {"label": "Your score for this job", "points": points(pair.sums.total)}]


def points(amount: int) -> str:
    return f"{amount:,}".replace("-", "\N{MINUS SIGN}")


def share(line: AskedLine) -> str:
    """ "64,350 of 143,000": a line's points, and all it could give."""
    if line.sums.credit == 100:
        return points(line.sums.points)
    return f"{points(line.sums.points)} of\N{NO-BREAK SPACE}{points(line.sums.most_points)}"


OBSTACLES = {
    "closed": "This advert has closed.",
    "kind": "It is not one of the kinds of work you look for.",
    "salary": "It pays less than the least you said.",
    "start": "It starts before you are free.",
    "distance": "It is further than you can travel, or where it is or where you live is not known.",
}


def after_course(change: Rise) -> str:
    """ "After this course: 8 of 9 skills"."""
    return f"After this course: {change.met_after} of {plural(change.asked, 'skill')}"


def way_title(way: Way, *, is_within_reach: bool) -> str:
    """What the shortest way comes to."""
    count = len(way.plan.slots)
    courses = "this course" if count == 1 else f"these {number(count)} courses, one after the other"
    if is_within_reach:
        verb = "would give" if count > 1 else "gives"
        return f"It is within your reach already. {courses[0].upper()}{courses[1:]} {verb} you more of what it asks."
    if way.is_within_reach:
        return f"The shortest way to it is {courses}."
    return (
        f"No courses you can get to bring it quite within reach. The furthest you can get is with {courses}."
    )


def way_steps(runs: Sequence[CourseRun]) -> list[dict[str, str]]:
    """Each course of a sequence: when it starts and ends, how, and what is known of who pays."""
    return [
        {
            "title": run.course.title,
            "href": reverse("match_course_show", args=[run.course.public_id]),
            "who": run.course.organisation.name,
            "when": " · ".join(
                filter(None, [programme_wording.starts(run), programme_wording.length(run), _how(run)])
            ),
            "cost": funding(run),
        }
        for run in runs
    ]


def _how(run: CourseRun) -> str:
    town = run.venue.town if run.venue and run.mode != DeliveryMode.ONLINE else ""
    return ", ".join(filter(None, [programme_wording.how(run), town]))


def funding(run: CourseRun) -> str:
    """Free, free if eligible, the price, or that nobody has said: never more than is known."""
    said = programme_wording.cost(run, run.course)
    if run.cost is None and not said.startswith("Free"):
        return "Nobody has said what it costs: ask about funding"
    return f"{said}: ask about funding" if said.startswith("£") else said


def way_end(plan: Plan) -> str:
    """ "Done by 4 June 2027"; nothing where nobody has said how long it takes."""
    if plan.ends_on == date.max:
        return ""
    return f"{plan.ends_on.day} {plan.ends_on:%B %Y}"


def way_left(way: Way, lines: Sequence[AskedLine]) -> str:
    """What would still be missing after the courses."""
    left = [line for line in lines if way.after.get(line.sums.skill, 0) < 100]
    missing = [f"“{line.label}”" for line in left if not way.after.get(line.sums.skill, 0)]
    part = [f"“{line.label}”" for line in left if way.after.get(line.sums.skill, 0)]
    if not left:
        return "Then you would have every skill it asks for."
    if not part:
        return f"You would still lack {listed(missing)}."
    if not missing:
        return f"You would still have {listed(part)} only in part."
    return f"You would still lack {listed(missing)}, and have {listed(part)} only in part."


def wider_reason(found: Found, wider: Wider) -> str:
    """One plain reason why somebody might not have thought of a job, but could."""
    shared = listed([f"“{wider.labels[skill]}”" for skill in found.shared])
    work = wider.names.get(found.opening.occupation or 0, "")
    near = wider.names.get(found.anchor.occupation or 0, "")
    if near:
        why = "which you hope for" if found.anchor.is_hoped else "whose skills you have in part"
        if work:
            return f"The work of “{work}” uses many of the same skills as “{near}”, {why}: {shared}."
        return f"It asks for skills that “{near}” uses, {why}: {shared}."
    if work:
        return f"The work of “{work}” often uses what you can do, or what is close to it: {shared}."
    return f"It asks for what is close to what you can do: {shared}."


def run_line(run: CourseRun | None, course: Course) -> str:
    """When, how, where and for how much the next run is that can be joined."""
    if run is None:
        return "No dates that you can manage"
    parts = (programme_wording.starts(run), programme_wording.how(run), programme_wording.cost(run, course))
    town = run.venue.town if run.venue and run.mode != DeliveryMode.ONLINE else ""
    return " · ".join(filter(None, [*parts[:2], town, parts[2]]))


def first(runs: Sequence[CourseRun]) -> CourseRun | None:
    """The one that starts soonest; those one may start at any time come last."""
    return min(runs, key=lambda run: (run.is_flexible, run.starts_on or date.max, run.id), default=None)
