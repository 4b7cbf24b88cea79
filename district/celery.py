"""The Celery application and the beat table: every periodic job of the house is listed here, and nowhere else."""

import os

from celery import Celery
from celery.schedules import crontab, schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "district.settings")

app = Celery("district")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "outbox: send what is waiting": {
        "task": "outbox.send_waiting",
        "schedule": schedule(5.0),
        "options": {"expires": 10},  # a pile of them would say nothing new
    },
    "outbox: clear finished work": {"task": "outbox.clear_finished", "schedule": crontab(hour=3, minute=10)},
    "matching: count gaps": {"task": "matching.count_gaps_nightly", "schedule": crontab(hour=2, minute=45)},
    "matching: nightly run": {"task": "matching.start_nightly_run", "schedule": crontab(hour=2, minute=0)},
    "matching: tell people what is new": {
        "task": "matching.tell_news_daily",
        "schedule": crontab(hour=8, minute=0),
    },
    "matching: unknown phrases": {"task": "matching.gather_phrases", "schedule": crontab(hour=3, minute=30)},
    "employers: close what is past its date": {
        "task": "employers.close_expired",
        "schedule": crontab(),
        "options": {"expires": 60},
    },
    "employers: pauses and checks of vacancies": {
        "task": "employers.watch_the_clock",
        "schedule": crontab(minute=7),
    },
    "codesign: remind of skills needs and end them": {
        "task": "codesign.watch_needs",
        "schedule": crontab(hour=7, minute=25),
    },
    "codesign: close answers to needs": {
        "task": "codesign.close_need_answers",
        "schedule": crontab(hour=3, minute=50),
    },
    "programmes: ask people on courses how they are doing": {
        "task": "programmes.ask_check_ins",
        "schedule": crontab(hour="8-20/3", minute=10),
    },
    "community: end invitations that nobody answers": {
        "task": "community.end_old_referrals",
        "schedule": crontab(hour=4, minute=0),
    },
    "community: end what was begun on paper and never taken over": {
        "task": "community.end_what_is_on_paper",
        "schedule": crontab(hour=4, minute=10),
    },
    "employers: tell people of new jobs in their alerts, and of kept ones that close": {
        "task": "employers.tell_daily",
        "schedule": crontab(hour=7, minute=30),
    },
    "employers: count who saw vacancies": {"task": "employers.count_visits", "schedule": crontab(minute=20)},
    "employers: close applications that nobody answers": {
        "task": "employers.close_unanswered",
        "schedule": crontab(minute=35),
    },
    "api: tokens that end soon": {"task": "api.warn_of_ends", "schedule": crontab(hour=7, minute=40)},
    "taskforce: remind of challenges and end them": {
        "task": "taskforce.watch_challenges",
        "schedule": crontab(hour=7, minute=15),
    },
    "reports: freeze the month that is over": {
        "task": "reports.freeze_month",
        "schedule": crontab(hour=1, minute=30),
    },
    "home: take the region's figures": {"task": "home.take_snapshot", "schedule": crontab(minute="*/5")},
    "home: count for the desk": {"task": "home.count_for_the_desk", "schedule": crontab(minute=5)},
    "partners: end what is over": {
        "task": "partners.end_what_is_over",
        "schedule": crontab(hour=3, minute=20),
    },
    "imports: abandon forgotten uploads": {
        "task": "imports.abandon_forgotten",
        "schedule": crontab(hour=3, minute=40),
    },
    "programmes: offers that end, places that are free": {
        "task": "programmes.watch_the_clock",
        "schedule": crontab(),
        "options": {"expires": 60},
    },
    "programmes: ask whether listings are right": {
        "task": "programmes.ask_about_listings",
        "schedule": crontab(hour=4, minute=25),
    },
    "interviews: offers, reminders and what is owed": {
        "task": "interviews.watch_the_clock",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 600},
    },
    "returns: open reports, and remind of them": {
        "task": "returns.watch_the_clock",
        "schedule": crontab(hour=5, minute=15),
    },
    "funding: see which milestones are due": {
        "task": "funding.work_out_all",
        "schedule": crontab(hour=4, minute=45),
    },
    "workplace: hires, outcomes, ratings and placements": {
        "task": "workplace.watch_the_clock",
        "schedule": crontab(minute=50),
    },
    "programmes: close runs that have started": {
        "task": "programmes.close_started",
        "schedule": crontab(minute=15),
    },
}
