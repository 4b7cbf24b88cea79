"""An application in plain words: how it stands, what that means, what happens next and by when."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from district.web.templatetags.district import day, moment
from programmes.models import Admission, Application, Reason, SupportNeed
from programmes.services.waiting import Chance

State = Application.State


@dataclass(frozen=True)
class Status:
    """`tag` and `tone` make the coloured label; `title` says it in a sentence."""

    tag: str
    tone: str
    title: str
    meaning: str
    following: str
    answer_by: datetime | None = None


TONES = {
    State.DRAFT: "orange",
    State.SUBMITTED: "canal",
    State.UNDER_REVIEW: "canal",
    State.OFFERED: "green",
    State.WAITLISTED: "orange",
    State.ACCEPTED: "green",
    State.ENROLLED: "green",
}


def status(application: Application, *, place: int | None = None, is_support_open: bool = False) -> Status:
    """How it stands for the learner. `place` is theirs on the waiting list."""
    state = State(application.state)
    title, meaning, following = _words(application, place, is_support_open=is_support_open)
    return Status(
        tag=state.label,
        tone=TONES.get(state, "grey"),
        title=title,
        meaning=meaning,
        following=following,
        answer_by=application.offer_ends_at if state == State.OFFERED else None,
    )


def listed(application: Application) -> Status:
    """Of one as `queries_own` lists it, with the place of who waits and whether support waits for an answer."""
    place = application.waiting_place if application.state == State.WAITLISTED else None
    return status(application, place=place, is_support_open=getattr(application, "is_support_open", False))


def _words(application: Application, place: int | None, *, is_support_open: bool) -> tuple[str, str, str]:
    provider = application.run.course.organisation.name
    match State(application.state):
        case State.DRAFT:
            return (
                "You have not sent this yet",
                "The provider does not see it yet. Everything you have typed is kept.",
                f"Finish it and send it. {_open_until(application)}",
            )
        case State.SUBMITTED:
            return f"{provider} has your application", _sent_meaning(application), _decision_by(application)
        case State.UNDER_REVIEW:
            return _under_review(application, provider, is_support_open=is_support_open)
        case State.WAITLISTED:
            return (
                f"You are {ordinal(place)} on the waiting list" if place else "You are on the waiting list",
                "All places are taken at the moment. People are asked in the order of the list.",
                "When a place is free for you, we write to you and keep it for"
                f" {hours(application.run.offer_hours)}. {_decision_by(application)}",
            )
        case State.OFFERED | State.ACCEPTED | State.ENROLLED:
            return _placed(application, provider)
        case _:
            return _ended(application, provider)


def _placed(application: Application, provider: str) -> tuple[str, str, str]:
    match State(application.state):
        case State.OFFERED:
            return (
                "You are offered a place",
                f"The place is kept for you until {moment(application.offer_ends_at)}, London time.",
                "Say yes or no before then. After that, the place goes to the next person.",
            )
        case State.ACCEPTED:
            return (
                "The place is yours",
                f"You have said yes, and {provider} knows it.",
                "The provider enrols you and sends you what you need for the first day. If nobody has some days after"
                " the start, we write to you before the place is given up. You can still withdraw.",
            )
        case _:
            return (
                "You took this place",
                "Everything about the course is in My learning now: sessions, attendance and your certificate.",
                "Go on there.",
            )


def _under_review(application: Application, provider: str, *, is_support_open: bool) -> tuple[str, str, str]:
    if application.appealed_at:
        return f"{provider} looks at it again", "You asked for a second look.", _decision_by(application)
    if is_support_open:
        kept = " A place is kept for you until it does." if application.holds_place else ""
        return (
            f"{provider} answers about your support first",
            f"Before it offers you a place, the provider says what it can do about the support you need.{kept}",
            "We write to you as soon as it has answered.",
        )
    return f"{provider} is looking at your application", "It has not been decided.", _decision_by(application)


def _sent_meaning(application: Application) -> str:
    intake = application.run.intake
    if application.run.admission == Admission.INTAKE and intake:
        return (
            f"Applications close on {moment(intake.closes_at)}. Then the places are given out together, by a rule"
            " that everybody can read and by lot. It does not matter who was first."
        )
    return "Nobody has decided yet. You do not have to do anything now."


def _decision_by(application: Application) -> str:
    starts_on = application.run.starts_on
    if starts_on is None:
        return "We write to you when it is decided."
    return f"We write to you when it is decided, at the latest when the course starts on {day(starts_on)}."


def _open_until(application: Application) -> str:
    run = application.run
    if run.intake:
        return f"Applications close on {moment(run.intake.closes_at)}."
    return f"The course starts on {day(run.starts_on)}." if run.starts_on else ""


def _ended(application: Application, provider: str) -> tuple[str, str, str]:
    match State(application.state):
        case State.DECLINED:
            return (
                "You said no to this place",
                "It goes to the next person.",
                "You can apply for another start.",
            )
        case State.OFFER_EXPIRED:
            return (
                "The offer has run out",
                f"Nobody answered by {moment(application.offer_ends_at)}, so the place went to the next person.",
                "If you would still like to do the course, apply again. You have nothing to explain.",
            )
        case State.OFFER_WITHDRAWN:
            return (
                "The provider took its offer back",
                application.reason_note or "It gave no reason. You can ask the provider about it.",
                "You can apply for another start.",
            )
        case State.WITHDRAWN:
            return _withdrawn(application, provider)
        case State.INELIGIBLE:
            return (
                "The course is not funded for you",
                _kind(application),
                "If you think this is wrong, ask the provider to look at it again."
                if application.appealed_at is None
                else "The provider has looked at it twice. You can look for another course.",
            )
        case _:
            return (
                f"{provider} could not offer you a place",
                _kind(application),
                "It says nothing about you as a person.",
            )


def _withdrawn(application: Application, provider: str) -> tuple[str, str, str]:
    if application.reason == Reason.NOT_ENROLLED:
        return (
            "The place is no longer kept for you",
            f"The course has started, and {provider} has not enrolled you since.",
            "If you are on the course, speak to the provider. If you could not come, it does not count against you.",
        )
    return (
        "You have withdrawn",
        "The application is closed. No reason is needed, and it does not count against you.",
        "You can apply again at any time while places are open.",
    )


KIND = {
    Reason.MISSING_SKILLS: "The course builds on some skills that come first. You can learn them, and apply again.",
    Reason.LEVEL: "The course is at another level than would suit you now. There may be one that fits better.",
    Reason.FULL: "More people applied than there were places. That is not because of anything you wrote.",
    Reason.LOT: "There were more people than places, and the lot fell on others. It was a matter of chance.",
    Reason.PLACED_HIGHER: "You are offered a place on a course that you said you would like better.",
    Reason.NOT_CONTACTED: "The provider could not reach you. Check how you can be reached, and apply again.",
    Reason.ANOTHER_COURSE: "The provider thinks that another course suits you better.",
    Reason.SUPPORT: "The provider cannot give the support that you need. Another provider may be able to.",
    Reason.AGE: "The money for this course is for people of other ages.",
    Reason.RESIDENCE: "The money for this course is for people who live in another area.",
    Reason.EARNINGS: "The money for this course is for people who earn less.",
    Reason.HELD_ALREADY: "The money for this course is for people who do not hold the qualification yet. You do.",
    Reason.RUN_STARTED: "The course has started, and no place came free before.",
    Reason.RUN_CANCELLED: "The course will not take place. We are sorry.",
    Reason.NOT_ENROLLED: "Nobody had enrolled you by the day until which the place was kept.",
    Reason.OTHER: "The provider gave a reason of its own.",
}


def _kind(application: Application) -> str:
    words = KIND.get(Reason(application.reason), "") if application.reason else ""
    note = f"The provider writes: “{application.reason_note}”" if application.reason_note else ""
    return " ".join(filter(None, (words, note)))


def chance_words(chance: Chance) -> str:
    """A fair estimate from past runs, as so many times in ten."""
    if not chance.is_known:
        return "We cannot tell yet how likely that is: too few people have waited at this place before."
    times = round(10 * chance.offered / chance.people)
    return (
        f"In past runs, people at about this place got an offer {times} {'time' if times == 1 else 'times'} in 10"
        f" ({chance.offered} of {chance.people} people)."
    )


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def hours(number: int) -> str:
    """48 hours; whole days once there are more than two."""
    if number > 48 and number % 24 == 0:
        return f"{number // 24} days"
    return f"{number} {'hour' if number == 1 else 'hours'}"


SUPPORT_ANSWERS = {
    SupportNeed.Answer.YES: "Yes, the provider can do this.",
    SupportNeed.Answer.PARTLY: "The provider can do a part of it.",
    SupportNeed.Answer.NO: "The provider cannot do this.",
}


def support_answer(need: SupportNeed) -> str:
    if not need.is_shared:
        return "The provider does not see this."
    if not need.answer:
        return "The provider has not answered yet."
    note = f" “{need.answer_note}”" if need.answer_note else ""
    return SUPPORT_ANSWERS[SupportNeed.Answer(need.answer)] + note


@dataclass(frozen=True)
class Event:
    """A line of the timeline."""

    title: str
    when: str
    state: str = "done"
    text: str = ""
    href: str = ""
    action: str = ""


def timeline(application: Application) -> list[Event]:
    """What happened, in order, and what comes next."""
    stamps: list[tuple[datetime | None, str]] = [
        (application.created_at, "You began the application"),
        (application.submitted_at, "You sent it"),
        (application.waitlisted_at, _joined(application)),
        (application.offered_at, "A place was offered to you"),
        (application.accepted_at, "You said yes to the place"),
        (application.release_warned_at, "We wrote that nobody has enrolled you yet"),
        (application.appealed_at, "You asked for a second look"),
        *((need.answered_at, _answered(need)) for need in application.support_needs.all() if need.is_shared),
        (_ended_at(application), _end_words(application)),
    ]
    past = [(at, words) for at, words in stamps if at is not None and words]
    past.sort(key=lambda stamp: stamp[0])  # what is of the same moment stays in the order of the stamps
    return [Event(words, moment(at)) for at, words in past] + _what_comes(application)


def _joined(application: Application) -> str:
    place = application.joined_at_place
    return f"You joined the waiting list as number {place}" if place else "You joined the waiting list"


def _answered(need: SupportNeed) -> str:
    return f"The provider answered about: {need.get_kind_display().lower()}"


def _ended_at(application: Application) -> datetime | None:
    return None if application.is_live else application.ended_at or application.decided_at


def _end_words(application: Application) -> str:
    return {
        State.DECLINED: "You said no to the place",
        State.OFFER_EXPIRED: "The offer ran out",
        State.OFFER_WITHDRAWN: "The provider took its offer back",
        State.WITHDRAWN: "The place was given up, as nobody had enrolled you"
        if application.reason == Reason.NOT_ENROLLED
        else "The application was withdrawn",
        State.UNSUCCESSFUL: "The provider decided: no place this time",
        State.INELIGIBLE: "The provider decided: not funded for you",
        State.ENROLLED: "You were enrolled",
    }.get(State(application.state), "")


def _what_comes(application: Application) -> list[Event]:
    if application.state == State.DRAFT:
        href = reverse("application_check", args=[application.public_id])
        return [Event("Finish and send it", "As soon as you can", "now", href=href, action="Go on with it")]
    if application.state == State.OFFERED:
        href = reverse("offer_accept", args=[application.public_id])
        by = f"By {moment(application.offer_ends_at)}, London time"
        return [Event("Say yes or no", by, "now", href=href, action="Answer the offer"), *_start(application)]
    if application.state in {State.SUBMITTED, State.UNDER_REVIEW}:
        return [Event("The provider decides", _decision_by(application), "next"), *_start(application)]
    if application.state == State.WAITLISTED:
        return [Event("A place may come free", "We write to you at once", "next"), *_start(application)]
    if application.state in {State.ACCEPTED, State.ENROLLED}:
        return _start(application)
    return []


def _start(application: Application) -> list[Event]:
    starts_on = application.run.starts_on
    return [Event("The course starts", day(starts_on), "next")] if starts_on else []
