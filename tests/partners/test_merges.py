"""Two entries of one organisation become one, with every link kept, and two again."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from district.outbox.models import Message
from district.partners import duplicates, links
from district.partners.models import (
    DifferentOrganisations,
    Membership,
    MergedRow,
    Organisation,
    OrganisationMerge,
    OrganisationRole,
    Rank,
    Role,
)
from district.partners.services import merges, organisations
from district.web.errors import NotAllowed, Refused
from tests.factories.accounts import make_user
from tests.factories.employers import make_vacancy
from tests.factories.partners import (
    actor_of,
    make_invitation,
    make_join_request,
    make_membership,
    make_organisation,
    make_role,
    make_site,
    make_staff,
)
from tests.factories.places import make_postcode
from tests.factories.programmes import make_course, make_intake, make_venue

Fate = MergedRow.Fate


@pytest.fixture
def by(db: None) -> Any:
    return actor_of(make_staff())


def two(**fields: Any) -> tuple[Organisation, Organisation]:
    kept = make_organisation(name="Canal Works", role=Role.EMPLOYER, **fields)
    gone = make_organisation(name="Canal Works Ltd")
    return kept, gone


def counts() -> dict[str, int]:
    return {link.label: link.model._base_manager.count() for link in links.of_organisations()}


def fill(organisation: Organisation) -> None:
    """Something of everything that there is."""
    make_membership(organisation=organisation)
    make_invitation(organisation=organisation)
    make_join_request(organisation=organisation)
    make_site(organisation=organisation)
    make_vacancy(organisation=organisation)
    make_course(organisation=organisation)
    make_venue(organisation=organisation)
    make_intake(organisation=organisation)


def test_everything_moves_and_comes_back_and_no_row_is_lost(by: Any) -> None:
    kept, gone = two()
    fill(kept)
    fill(gone)
    before, held = counts(), links_of(gone)

    merge = merges.merge(kept=kept, gone=gone, reason="The same director.", by=by)

    assert counts() == before
    assert links_of(gone) == set()
    assert held <= links_of(kept)
    gone.refresh_from_db()
    assert not gone.is_active

    merges.undo(merge=merge, by=by)

    assert counts() == before
    assert links_of(gone) == held
    assert not held & links_of(kept)
    gone.refresh_from_db()
    assert gone.is_active
    assert set(merge.rows.order_by("id").values_list("fate", flat=True)) == {Fate.PUT_BACK}


def links_of(organisation: Organisation) -> set[tuple[str, int]]:
    return {
        (link.label, row.pk)
        for link in links.of_organisations()
        for row in link.rows(organisation.id).order_by("pk")
    }


def test_the_preview_says_what_the_merge_does_and_changes_nothing(by: Any) -> None:
    kept, gone = two()
    fill(gone)
    both = make_user()
    make_membership(user=both, organisation=kept)
    make_membership(user=both, organisation=gone, rank=Rank.MEMBER)
    held = links_of(gone)

    said = merges.preview(kept=kept, gone=gone, by=by)

    assert links_of(gone) == held
    assert not OrganisationMerge.objects.exists()
    merge = merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    assert merges.lines(merge) == said
    assert ("partners.membership", Fate.STAYED, 1) in [(line.label, line.fate, line.count) for line in said]


def test_who_acts_for_both_stays_once_and_keeps_the_rank_they_have_there(by: Any) -> None:
    kept, gone = two()
    both, other = make_user(), make_user()
    make_membership(user=both, organisation=kept)
    make_membership(user=both, organisation=gone, rank=Rank.MEMBER)
    make_membership(user=other, organisation=gone, rank=Rank.ADMIN)
    merge = merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    live = Membership.objects.live().filter(organisation=kept)
    assert set(live.order_by("id").values_list("user", "rank")) == {(both.id, "admin"), (other.id, "admin")}
    assert actor_of(other).organisation == kept
    merges.undo(merge=merge, by=by)
    assert Membership.objects.live().filter(organisation=gone).count() == 2


def test_details_that_are_lacking_are_taken_over_and_given_back(by: Any) -> None:
    kept = make_organisation(name="Canal Works", is_imported=True, website="https://canal.example/")
    gone = make_organisation(
        name="Canal Works Ltd",
        company_number="01234567",
        website="https://other.example/",
        description="Boats.",
        postcode=make_postcode(),
    )
    merge = merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    kept.refresh_from_db()
    assert (kept.company_number, kept.website, kept.description) == (
        "01234567",
        "https://canal.example/",
        "Boats.",
    )
    assert kept.postcode_id == "B1 1AA"
    assert not kept.is_imported
    kept.description = "Boats and locks."
    kept.save()

    merges.undo(merge=merge, by=by)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.company_number, kept.description, kept.is_imported) == ("", "Boats and locks.", True)
    assert gone.company_number == "01234567"
    assert merge.rows.get(field="description").fate == Fate.CHANGED


def test_what_was_given_to_somebody_else_or_deleted_since_is_left_and_said(by: Any, client: Client) -> None:
    kept, gone = two()
    vacancy, other = make_vacancy(organisation=gone), make_organisation(role=Role.EMPLOYER)
    site, stays = make_site(organisation=gone), make_site(organisation=gone)
    merge = merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    vacancy.refresh_from_db()
    vacancy.organisation = other
    vacancy.save()
    site.delete()

    merges.undo(merge=merge, by=by)

    vacancy.refresh_from_db()
    stays.refresh_from_db()
    assert (vacancy.organisation, stays.organisation) == (other, gone)
    assert merge.rows.filter(fate=Fate.CHANGED).count() == 2
    client.force_login(by.person)
    page = client.get(reverse("merge_show", args=[merge.public_id])).text
    assert f"Vacancy: {vacancy.title.lower()}" in page
    assert "Site: deleted since" in page


def test_only_administrators_among_staff_without_a_part_in_it_merge(by: Any) -> None:
    kept, gone = two()
    own = make_membership(organisation=kept).user
    staff_with_part = make_staff(user=make_user())
    make_membership(user=staff_with_part, organisation=gone)
    for actor in (actor_of(own), actor_of(make_staff(rank=Rank.MEMBER)), actor_of(staff_with_part)):
        with pytest.raises(NotAllowed):
            merges.merge(kept=kept, gone=gone, reason="The same.", by=actor)
        with pytest.raises(NotAllowed):
            merges.say_different(one=kept, other=gone, by=actor)


def test_neither_the_authority_nor_the_same_one_twice_nor_a_suspended_one_is_merged(by: Any) -> None:
    kept, gone = two()
    authority = Organisation.objects.get(roles__role=Role.AUTHORITY)
    elsewhere = actor_of(make_staff())
    elsewhere.person.memberships.all()
    with pytest.raises((Refused, NotAllowed)):
        merges.merge(kept=authority, gone=gone, reason="The same.", by=elsewhere)
    with pytest.raises(Refused, match="choose two"):
        merges.merge(kept=kept, gone=kept, reason="The same.", by=by)
    role = make_role(organisation=gone, role=Role.EMPLOYER, reason="Fraud.")
    OrganisationRole.objects.filter(id=role.id).update(state="suspended")
    with pytest.raises(Refused, match="would come back"):
        merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    merge = merges.merge(kept=gone, gone=kept, reason="The same.", by=by)
    assert not Organisation.objects.with_role(Role.EMPLOYER).exists()
    merges.undo(merge=merge, by=by)


def test_an_approved_role_moves_with_what_was_checked(by: Any) -> None:
    gone = make_organisation(name="Canal Works", role=Role.EMPLOYER)
    kept = make_organisation(name="Canal Works Ltd")
    merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    assert list(Organisation.objects.with_role(Role.EMPLOYER).order_by("id")) == [kept]


def test_merges_follow_each_other_and_are_undone_in_turn(by: Any) -> None:
    first, second, third = (make_organisation() for _ in range(3))
    earlier = merges.merge(kept=second, gone=first, reason="The same.", by=by)
    later = merges.merge(kept=third, gone=second, reason="The same.", by=by)
    first.refresh_from_db()
    assert merges.standing(first) == third
    assert merges.kept_ids() == {first.id: third.id, second.id: third.id}
    with pytest.raises(Refused, match="Undo that first"):
        merges.undo(merge=earlier, by=by)
    merges.undo(merge=later, by=by)
    merges.undo(merge=earlier, by=by)
    with pytest.raises(Refused, match="undone already"):
        merges.undo(merge=earlier, by=by)
    first.refresh_from_db()
    assert merges.standing(first) == first


def test_undoing_leaves_no_organisation_with_members_and_without_administrator(by: Any) -> None:
    kept, gone = two()
    own = make_membership(organisation=kept)
    make_membership(organisation=kept, rank=Rank.MEMBER)
    make_membership(organisation=gone)
    merge = merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    Membership.objects.filter(id=own.id).update(ended_at=merge.merged_at)
    with pytest.raises(Refused, match="without an administrator"):
        merges.undo(merge=merge, by=by)
    assert OrganisationMerge.objects.standing().exists()


def test_rows_that_come_late_follow_and_are_put_back_too(by: Any) -> None:
    kept, gone = two()
    merge = merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    late = make_vacancy(organisation=gone)
    assert (merges.sweep(), merges.sweep()) == (1, 0)
    late.refresh_from_db()
    assert late.organisation == kept
    merges.undo(merge=merge, by=by)
    late.refresh_from_db()
    assert late.organisation == gone


def test_the_administrators_of_both_are_told_once(by: Any) -> None:
    kept, gone = two()
    people = [make_membership(organisation=each).user.email for each in (kept, gone)]
    merge = merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    assert sorted(Message.objects.order_by("id").values_list("to", flat=True)) == sorted(people)
    merges.undo(merge=merge, by=by)
    assert Message.objects.count() == 4


def test_the_old_public_address_and_number_lead_to_the_kept_one(by: Any, client: Client) -> None:
    kept, gone = two(company_number="01234567")
    make_role(organisation=gone, role=Role.CIVIC)
    Organisation.objects.filter(id=gone.id).update(company_number="07654321")
    old = reverse("partner_show", args=[gone.public_id])
    assert client.get(old).status_code == 200
    gone.refresh_from_db()
    merge = merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    assert client.get(old)["Location"] == reverse("partner_show", args=[kept.public_id])
    assert organisations.with_number(field="company_number", value="07654321") == kept
    merges.undo(merge=merge, by=by)
    assert client.get(old).status_code == 200


def test_the_database_refuses_half_a_merge(by: Any) -> None:
    kept, gone = two()
    merges.merge(kept=kept, gone=gone, reason="The same.", by=by)
    for wrong in (
        {"kept": kept, "gone": gone, "reason": "Again"},
        {"kept": kept, "gone": kept, "reason": "Itself"},
        {"kept": gone, "gone": kept, "reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationMerge.objects.create(merged_by=by.person, **wrong)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_crossed", [False, True])
def test_of_two_who_merge_at_once_one_is_refused_clearly(is_crossed: bool) -> None:
    kept, gone = two()
    for _ in range(5):
        make_vacancy(organisation=gone)
    people = [actor_of(make_staff()) for _ in range(2)]
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def work(actor: Any, first: Organisation, second: Organisation) -> None:
        try:
            start.wait()
            merges.merge(kept=first, gone=second, reason="The same.", by=actor)
            outcomes.append("done")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    pairs = [(kept, gone), (gone, kept) if is_crossed else (kept, gone)]
    threads = [
        threading.Thread(target=work, args=(actor, *pair)) for actor, pair in zip(people, pairs, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "merged"]
    assert OrganisationMerge.objects.count() == 1


# Suggestions


def test_the_same_name_place_and_website_are_suggested_and_others_not(db: None) -> None:
    here, there = make_postcode(), make_postcode(postcode="B4 7ET")
    best = make_organisation(
        name="Canal Works", role=Role.EMPLOYER, postcode=here, website="https://canal.example/"
    )
    same = make_organisation(
        name="THE CANAL-WORKS LTD.", is_imported=True, website="https://www.canal.example/x"
    )
    near = make_organisation(name="Canal Worksop", postcode=here)
    make_organisation(name="Bakery Ten", postcode=here)
    make_organisation(name="Canal Wharf", postcode=there)
    found = {(pair.kept.id, pair.gone.id): pair.reasons for pair in duplicates.pairs()}
    assert found[best.id, same.id] == ["the same name", "the same website"]
    assert "the same postcode" in found[best.id, near.id]
    assert len(found) == 2
    assert duplicates.like(best)[0] == same


def test_two_that_staff_found_to_be_two_are_not_suggested_again(by: Any, client: Client) -> None:
    one, other = make_organisation(name="Canal Works"), make_organisation(name="Canal Works Limited")
    client.force_login(by.person)
    page = client.get(reverse("merge_list")).text
    assert "Canal Works and Canal Works Limited" in page
    for pair in ([one, other], [other, one]):
        client.post(reverse("different_say", args=[each.public_id for each in pair]))
    assert DifferentOrganisations.objects.count() == 1
    assert duplicates.pairs() == []


def test_a_number_cannot_be_here_twice(db: None) -> None:
    make_organisation(company_number="01234567", ukprn="10012345")
    for number in ({"company_number": "01234567"}, {"ukprn": "10012345"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_organisation(**number)


# Pages


def test_staff_compare_merge_and_undo_on_pages(by: Any, client: Client) -> None:
    kept, gone = two()
    make_vacancy(organisation=gone)
    client.force_login(by.person)
    page = client.get(reverse("merge_choose", args=[kept.public_id])).text
    preview = reverse("merge_preview", args=[kept.public_id, gone.public_id])
    assert preview in page
    assert preview in client.get(reverse("merge_choose", args=[kept.public_id]), {"q": "works ltd"}).text
    assert "1 vacancy" in client.get(preview).text
    assert "Enter how you know" in client.post(preview, {"reason": " "}).text
    client.post(preview, {"reason": "The same director."})
    merge = OrganisationMerge.objects.get()
    again = client.post(preview, {"reason": "The same director."})
    assert again.status_code == 409
    assert "in the meantime" in again.text
    assert "was merged into" in client.get(reverse("authority_organisation_show", args=[gone.public_id])).text
    undo = reverse("merge_undo", args=[merge.public_id])
    assert client.get(undo).status_code == 200
    assert client.post(undo)["Location"] == reverse("merge_show", args=[merge.public_id])
    assert client.post(undo).status_code == 409
    assert "Undone on" in client.get(reverse("merge_show", args=[merge.public_id])).text


@pytest.mark.parametrize("q", ["\x00", "\u202eabc", "x" * 500, "%%%", "'; DROP TABLE"])
def test_looking_up_another_bears_bad_words(by: Any, client: Client, q: str) -> None:
    kept, _ = two()
    client.force_login(by.person)
    assert client.get(reverse("merge_choose", args=[kept.public_id]), {"q": q}).status_code == 200


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_asks_no_more_for_more_pairs(
    by: Any, client: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        make_organisation(name=f"Works {number}x")
        gone = make_organisation(name=f"Works {number}x Ltd")
        merges.merge(kept=make_organisation(name=f"Kept {number}"), gone=gone, reason="Same.", by=by)
        make_organisation(name=f"Works {number}x Limited")
    client.force_login(by.person)
    client.get(reverse("merge_list"))
    with django_assert_max_num_queries(9):
        client.get(reverse("merge_list"))
