"""The loops of `kernel.py`, compiled. Loading this module takes numba; `kernel.py` does so only where it pays.

Indices and weights are unsigned: a signed index costs a test for negative numbers at every step. No function here
allocates within its loop over learners.
"""

import numba
import numpy as np

MOST = 20
GROUPS = 256
BISECTIONS = 7
HIGH_BITS = 0x80808080
FARTHEST = 46_340  # decametres; two squares of it still fit 32 bits without a sign
U32 = np.uint32
U64 = np.uint64

fast = numba.njit(cache=True, nogil=True, boundscheck=False)
inlined = numba.njit(cache=True, nogil=True, boundscheck=False, inline="always")


@inlined
def higher_bytes(one, other):
    """The greater of each of four bytes below 128."""
    keep = (((one | U32(HIGH_BITS)) - other) & U32(HIGH_BITS)) >> U32(7)
    mask = U32(keep * U32(255))
    return U32((one & mask) | (other & ~mask))


@fast
def credit(held, low, high, level, start, asked, percents, met, touched):
    """Fill `met`: for each asked skill the per cent met at each of four levels, the best evidence of all held."""
    count = 0
    for row in range(low, high):
        skill = held[row]
        if skill < 0:
            continue
        of_level = U64(level[row] - 1)
        for entry in range(U64(start[skill]), U64(start[skill + 1])):
            found = percents[entry, of_level]
            where = asked[entry]
            known = met[where]
            if known == 0:
                touched[count] = where
                count += found != 0
                met[where] = found
            else:
                met[where] = higher_bytes(known, found)
    return count


@inlined
def raised(credits, weight):
    """Each of four bytes by a weight in per cent; they stay below 128."""
    found = U32(0)
    for level in range(U64(4)):
        shift = U32(level << U64(3))
        found |= U32(((credits >> shift) & U32(255)) * weight // U32(100)) << shift
    return U32(found)


@fast
def credit_more(held, low, high, level, weight, start, asked, percents, met, touched, count):
    """Go on after `credit` with what counts more than somebody's word: the same, each per cent raised by its weight."""
    for row in range(low, high):
        skill = held[row]
        if skill < 0:
            continue
        of_level = U64(level[row] - 1)
        for entry in range(U64(start[skill]), U64(start[skill + 1])):
            found = raised(percents[entry, of_level], weight[row])
            where = asked[entry]
            if met[where] == 0:
                touched[count] = where
                count += found != 0
            met[where] = higher_bytes(met[where], found)
    return count


@fast
def add_fits(count, touched, met, start, where, share, fit):
    """Add W * c of each touched skill to the vacancies that ask for it."""
    for each in range(count):
        skill = touched[each]
        credits = met[skill]
        for entry in range(U64(start[skill]), U64(start[skill + U32(1)])):
            packed = U32(share[entry])
            at = U64(where[entry])
            points = (packed >> U32(2)) * ((credits >> ((packed & U32(3)) << U32(3))) & U32(255))
            fit[at] = U32(fit[at] + points)


@inlined
def band_allowed(each, east, north, guards, asks, forbidden, remote, x, y, quarter, half, most, whole):
    """The band of a vacancy, zero where a hard rule is broken; free of branches."""
    broken = U32(U32(U32(U32(each - asks) & guards) ^ guards) | U32(each & forbidden))
    across = U32(min(abs(np.int32(east - x)), np.int32(FARTHEST)))
    along = U32(min(abs(np.int32(north - y)), np.int32(FARTHEST)))
    far = U32(U32(across * across) + U32(along * along))
    band = U32(1) if far < whole else U32(0)
    band = U32(2) if far < most else band
    band = U32(3) if far < half else band
    band = U32(4) if far < quarter else band
    band = U32(4) if U32(each & remote) != U32(0) else band
    return band if broken == U32(0) else U32(0)


@fast
def score_near(fit, score, word, easting, northing, bonus, price, priced, person, here, bounds):
    """T of every vacancy, zero where a hard rule is broken; leaves `fit` empty."""
    guards, asks, forbidden, remote = person[0], person[1], person[2], person[3]
    x, y = here[0], here[1]
    quarter, half, most, whole = bounds[0], bounds[1], bounds[2], bounds[3]
    for at in range(len(fit)):
        band = band_allowed(
            word[at], easting[at], northing[at],
            guards, asks, forbidden, remote, x, y, quarter, half, most, whole,
        )  # fmt: skip
        preference = U32(U32(512) + U32(64) * band + U32(bonus[at]))
        total = U32(U32(fit[at] * preference) >> U32(10))
        if priced:
            total = U32(U32(total * price[at]) >> U32(10))
        score[at] = total if band != U32(0) else U32(0)
        fit[at] = U32(0)


@fast
def find_allowed(allowed, word, easting, northing, person, here, bounds):
    """Which vacancies break no hard rule."""
    guards, asks, forbidden, remote = person[0], person[1], person[2], person[3]
    x, y = here[0], here[1]
    quarter, half, most, whole = bounds[0], bounds[1], bounds[2], bounds[3]
    for at in range(len(allowed)):
        band = band_allowed(
            word[at], easting[at], northing[at],
            guards, asks, forbidden, remote, x, y, quarter, half, most, whole,
        )  # fmt: skip
        allowed[at] = np.uint8(band)


@fast
def come_near(several, spot_start, spot_easting, spot_northing, here, easting, northing):
    """Put each vacancy of several places where it is nearest to a learner; free of branches that nobody can foresee."""
    x, y = np.int64(here[0]), np.int64(here[1])
    for each in range(U64(len(several))):
        nearest, least = U64(0), np.int64(2**62 + 2**61)
        for spot in range(U64(spot_start[each]), U64(spot_start[each + U64(1)])):
            across, along = np.int64(spot_easting[spot]) - x, np.int64(spot_northing[spot]) - y
            far = across * across + along * along
            nearest = U64(spot) if far < least else nearest
            least = min(far, least)
        at = U64(several[each])
        easting[at], northing[at] = spot_easting[nearest], spot_northing[nearest]


@inlined
def group_maxima(score, maxima):
    for group in range(GROUPS):
        maxima[group] = score[group]
    for chunk in range(1, len(score) // GROUPS):
        first = U64(chunk * GROUPS)
        for group in range(U64(GROUPS)):
            maxima[group] = max(maxima[group], score[first + group])


@inlined
def twentieth_bound(maxima):
    """No more than the twentieth best of all: twenty groups hold at least this much. One, where too few do."""
    low, high = U32(1), U32(0)
    for group in range(GROUPS):
        high = max(high, maxima[group])
    for _ in range(BISECTIONS):
        middle = U32(low + U32(high - low + U32(1)) // U32(2))
        count = U32(0)
        for group in range(GROUPS):
            count = U32(count + (U32(1) if maxima[group] >= middle else U32(0)))
        if count >= MOST:
            low = middle
        elif middle > low:
            high = U32(middle - U32(1))
    return low


@fast
def keep_best(score, maxima, top):
    """The best twenty as T << 32 | ~index, so that a greater number is a better one; and how many there are."""
    group_maxima(score, maxima)
    bound = twentieth_bound(maxima)
    count = 0
    for group in range(GROUPS):
        if maxima[group] < bound:
            continue
        for at in range(U64(group), U64(len(score)), U64(GROUPS)):
            if score[at] < bound:
                continue
            key = (U64(score[at]) << U64(32)) | (U64(0xFFFFFFFF) - at)
            if count == MOST:
                if key < top[MOST - 1]:
                    continue
                place = MOST - 1
            else:
                place = count
                count += 1
            while place > 0 and top[place - 1] < key:
                top[place] = top[place - 1]
                place -= 1
            top[place] = key
    return count


@fast
def best(
    credit_start, credit_asked, credit_percents, list_start, list_where, list_share,
    word, main_easting, main_northing, several, spot_start, spot_easting, spot_northing,
    price, priced, sector_start, sector_where, vacancy_id,
    held_start, held, level, sure_start, sure, sure_level, sure_weight,
    hopes_start, hopes, person, here, bounds,
    counts, ids, scores,
):  # fmt: skip
    """The best vacancies of each learner of the arrays, written to `counts`, `ids` and `scores`."""
    skills = len(list_start) - 1
    met, touched = np.zeros(skills, np.uint32), np.empty(skills, np.uint32)
    fit, score = np.zeros(len(word), np.uint32), np.empty(len(word), np.uint32)
    bonus, easting, northing = np.zeros(len(word), np.uint16), main_easting.copy(), main_northing.copy()
    maxima, top = np.empty(GROUPS, np.uint32), np.empty(MOST, np.uint64)
    for row in range(len(person)):
        low, high = held_start[row], held_start[row + 1]
        touches = credit(held, low, high, level, credit_start, credit_asked, credit_percents, met, touched)
        touches = credit_more(
            sure, sure_start[row], sure_start[row + 1], sure_level, sure_weight,
            credit_start, credit_asked, credit_percents, met, touched, touches,
        )  # fmt: skip
        add_fits(touches, touched, met, list_start, list_where, list_share, fit)
        for each in range(touches):
            met[touched[each]] = U32(0)
        for hope in range(hopes_start[row], hopes_start[row + 1]):
            sector = hopes[hope]
            for entry in range(sector_start[sector], sector_start[sector + 1]):
                bonus[sector_where[entry]] = 256
        come_near(several, spot_start, spot_easting, spot_northing, here[row], easting, northing)
        score_near(
            fit, score, word, easting, northing, bonus, price, priced, person[row], here[row], bounds[row]
        )
        for hope in range(hopes_start[row], hopes_start[row + 1]):
            sector = hopes[hope]
            for entry in range(sector_start[sector], sector_start[sector + 1]):
                bonus[sector_where[entry]] = 0
        found = keep_best(score, maxima, top)
        counts[row] = found
        for place in range(found):
            scores[row, place] = np.int32(top[place] >> U64(32))
            ids[row, place] = vacancy_id[U64(0xFFFFFFFF) - (top[place] & U64(0xFFFFFFFF))]


@inlined
def can_join(run, x, y, square, free_from, free_times, easting, northing, needs_place, pattern, starts_on):
    if starts_on[run] >= 0 and starts_on[run] < free_from:
        return False
    if pattern[run] >= 0 and free_times != 0 and (free_times >> pattern[run]) & 1 == 0:
        return False
    if not needs_place[run]:
        return True
    if x < 0 or y < 0 or easting[run] < 0 or northing[run] < 0:
        return False
    across, along = np.int64(x) - easting[run], np.int64(y) - northing[run]
    return across * across + along * along <= square


@fast
def add_needs(allowed, line_start, line_skill, line_share, need):
    """The weight that all allowed vacancies together give to each skill at each level."""
    for at in range(U64(len(line_start) - 1)):
        if allowed[at]:
            for line in range(U64(line_start[at]), U64(line_start[at + U64(1)])):
                packed = U32(line_share[line])
                cell = U64((line_skill[line] << U32(2)) | (packed & U32(3)))
                need[cell] = U32(need[cell] + (packed >> U32(2)))


@fast
def count_opened(
    allowed, fit, enough, most, line_start, line_skill, line_share, met,
    skill_start, skill_course, skill_cover, rise, touched, opened,
):  # fmt: skip
    """Add one to each course for each vacancy that it brings within reach.

    No course adds more than the best coverage of a vacancy by any one of them, so the others are not looked at.
    """
    for at in range(U64(len(line_start) - 1)):
        if allowed[at] == 0 or fit[at] >= enough[at] or fit[at] + most[at] < enough[at]:
            continue
        count = 0
        for line in range(U64(line_start[at]), U64(line_start[at + U64(1)])):
            packed, skill = U32(line_share[line]), line_skill[line]
            shift, weight = (packed & U32(3)) << U32(3), packed >> U32(2)
            known = (met[skill] >> shift) & U32(255)
            for entry in range(U64(skill_start[skill]), U64(skill_start[skill + U32(1)])):
                cover = (skill_cover[entry] >> shift) & U32(255)
                if cover > known and weight:
                    course = skill_course[entry]
                    if rise[course] == 0:
                        touched[count] = course
                        count += 1
                    rise[course] = U32(rise[course] + weight * (cover - known))
        for each in range(count):
            course = touched[each]
            opened[course] += fit[at] + rise[course] >= enough[at]
            rise[course] = U32(0)


@inlined
def rise_of(course, course_start, course_skill, course_cover, met, need):
    """Of F over all allowed vacancies."""
    total = np.int64(0)
    for entry in range(U64(course_start[course]), U64(course_start[course + 1])):
        skill = U64(course_skill[entry])
        cover, known = course_cover[entry], met[skill]
        for level in range(U64(4)):
            shift = U32(level << U64(3))
            more = np.int64((cover >> shift) & U32(255)) - np.int64((known >> shift) & U32(255))
            total += max(more, np.int64(0)) * np.int64(need[(skill << U64(2)) + level])
    return total


@fast
def advise(
    credit_start, credit_asked, credit_percents, list_start, list_where, list_share,
    word, main_easting, main_northing, several, spot_start, spot_easting, spot_northing,
    line_start, line_skill, line_share, enough, most,
    course_id, foundation, course_start, course_skill, course_cover, skill_start, skill_course, skill_cover,
    run_start, run_easting, run_northing, run_needs_place, run_pattern, run_starts_on,
    held_start, held, level, reach, free_from, free_times, person, here, bounds, few, one_opened,
    counts, ids, scores, scratch,
):  # fmt: skip
    """The best courses of each learner of the arrays, written to `counts`, `ids`, `scores` and `scratch`."""
    skills, courses = len(list_start) - 1, len(course_id)
    met, touched = np.zeros(skills, np.uint32), np.empty(skills, np.uint32)
    fit, allowed = np.zeros(len(word), np.uint32), np.empty(len(word), np.uint8)
    need = np.empty(4 * skills, np.uint32)
    easting, northing = main_easting.copy(), main_northing.copy()
    rise, changed, opened = (
        np.zeros(courses, np.uint32),
        np.empty(courses, np.uint32),
        np.empty(courses, np.int64),
    )
    joined = np.empty(courses, np.bool_)
    for row in range(len(person)):
        low, high = held_start[row], held_start[row + 1]
        touches = credit(held, low, high, level, credit_start, credit_asked, credit_percents, met, touched)
        fit[:] = 0
        add_fits(touches, touched, met, list_start, list_where, list_share, fit)
        come_near(several, spot_start, spot_easting, spot_northing, here[row], easting, northing)
        find_allowed(allowed, word, easting, northing, person[row], here[row], bounds[row])
        square = np.int64(reach[row]) * np.int64(reach[row])
        some_foundation = False
        for course in range(courses):
            joined[course] = False
            for run in range(run_start[course], run_start[course + 1]):
                if can_join(
                    run, here[row, 0], here[row, 1], square, free_from[row], free_times[row],
                    run_easting, run_northing, run_needs_place, run_pattern, run_starts_on,
                ):  # fmt: skip
                    joined[course] = True
                    break
            some_foundation |= joined[course] and foundation[course]
        need[:] = 0
        opened[:] = 0
        add_needs(allowed, line_start, line_skill, line_share, need)
        count_opened(
            allowed, fit, enough, most, line_start, line_skill, line_share, met,
            skill_start, skill_course, skill_cover, rise, changed, opened,
        )  # fmt: skip
        from_scratch = high - low < few and some_foundation
        count = 0
        for course in range(courses):
            if not joined[course] or (from_scratch and not foundation[course]):
                continue
            score = opened[course] * one_opened + rise_of(
                course, course_start, course_skill, course_cover, met, need
            )
            if score == 0 and not from_scratch:
                continue
            if count == MOST:
                if score <= scores[row, MOST - 1]:
                    continue
                place = MOST - 1
            else:
                place = count
                count += 1
            while place > 0 and scores[row, place - 1] < score:
                scores[row, place], ids[row, place] = scores[row, place - 1], ids[row, place - 1]
                place -= 1
            scores[row, place], ids[row, place] = score, course_id[course]
        counts[row], scratch[row] = count, from_scratch
        for each in range(touches):
            met[touched[each]] = U32(0)


@fast
def probe_scatter(where, share, times, into):
    """Nothing but the scattered additions."""
    for _ in range(times):
        for entry in range(U64(len(where))):
            at = U64(where[entry])
            into[at] = U32(into[at] + U32(share[entry]))


@fast
def probe_stream(times, one, two, three, four, into):
    """Nothing but the pass that reads what is known of every vacancy, and writes."""
    for turn in range(times):
        for at in range(len(into)):
            into[at] = U32(one[at] + two[at] + three[at] + four[at] + U32(turn))
            one[at] = U32(turn)
