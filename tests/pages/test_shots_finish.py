import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages import browsing
from tests.pages.inventory import Page, STAFF, LEARNER
from tests.factories.employers import make_vacancy, make_asked_skill
from tests.factories.partners import make_organisation
from tests.factories.skills import make_skill
from tests.factories.programmes import make_course, make_run, make_taught_skill

@pytest.mark.django_db
def test_shots(browser, site, things):
    org = make_organisation(name="Imported Works Ltd", is_imported=True)
    v = make_vacancy(organisation=org, title="Data analyst with SQL", source="jobs board", source_reference="zz1", description="You write Python and SQL every day.\n\n- make charts in Power BI\n- talk to people\n\nKnowledge of version control helps.")
    for l in ("Python zz", "SQL zz", "Power BI zz", "version control zz"):
        make_asked_skill(vacancy=v, skill=make_skill(label=l), state="suggested", words=l[:-3])
    c = make_course(organisation=org, title="Python for beginners", source="dir", source_reference="zz2", what_you_learn="You learn python and sql.")
    make_run(course=c)
    for l in ("Python yy", "SQL yy"):
        make_taught_skill(course=c, skill=make_skill(label=l), state="suggested", words=l[:-3])
    t = things | {"v": v.public_id, "c": c.public_id}
    pages = [Page("authority_vacancy_list", STAFF, query="?skills=waiting"), Page("authority_vacancy_show", STAFF, args=(":v",)),
             Page("authority_course_list", STAFF, query="?skills=waiting"), Page("authority_course_show", STAFF, args=(":c",)), Page("authority_show", STAFF),
             Page("job_list", LEARNER), Page("course_list", LEARNER)]
    for who in (STAFF, LEARNER):
        cl = browsing.client_of(who); cl.get("/account/logout/")
        for p in (x for x in pages if x.who == who):
            with CaptureQueriesContext(connection) as q:
                r = cl.get(browsing.address(p, t))
            print("Q", p.name, len(q), r.status_code, len(r.content))
        ctx = browsing.context_of(browser, who, site)
        tab = ctx.new_page()
        tab.on("console", lambda m: print("CONSOLE", m.text[:200]))
        for p in (x for x in pages if x.who == who):
            for w in (320, 1280):
                tab.set_viewport_size({"width": w, "height": 900})
                tab.goto(site + browsing.address(p, t)); tab.wait_for_timeout(900)
                tab.screenshot(path=f"/tmp/shot_{p.name}_{w}.png", full_page=p.name not in ("job_list", "course_list"))
                print("AXE", p.name, w, tab.evaluate(browsing.RUN_AXE, []), tab.evaluate(browsing.TOO_WIDE))
            if who == LEARNER:
                print("LINES", p.name, tab.eval_on_selector_all(".dsd-result__receipt", "e => e.map(x => x.textContent).slice(0,6)"))
        ctx.close()
