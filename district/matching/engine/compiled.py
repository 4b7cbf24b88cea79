"""The loops of `kernel.py`, compiled. Loading this module takes numba; `kernel.py` does so only where it pays.

Indices and weights are unsigned: a signed index costs a test for negative numbers at every step. No function here
allocates within its loop over learners.
"""

import numba
import numpy as np

MOST = 20
GROUPS = 256
BISECTIONS = 10
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


@fast
def add_fits(count, touched, met, start, where, share, fit):
    """Add W * c of each touched skill to the vacancies that ask for it; leave `met` empty."""
    for each in range(count):
        skill = touched[each]
        credits = met[skill]
        met[skill] = U32(0)
        for entry in range(U64(start[skill]), U64(start[skill + U32(1)])):
            packed = U32(share[entry])
            at = U64(where[entry])
            points = (packed >> U32(2)) * ((credits >> ((packed & U32(3)) << U32(3))) & U32(255))
            fit[at] = U32(fit[at] + points)


@fast
def score_near(fit, score, word, easting, northing, bonus, price, priced, person, here, bounds):
    """T of every vacancy, zero where a hard rule is broken; leaves `fit` empty."""
    guards, asks, forbidden, remote = person[0], person[1], person[2], person[3]
    x, y = here[0], here[1]
    quarter, half, most, whole = bounds[0], bounds[1], bounds[2], bounds[3]
    for at in range(len(fit)):
        each = word[at]
        broken = (((each - asks) & guards) ^ guards) | (each & forbidden)
        across = U32(min(abs(np.int32(easting[at] - x)), np.int32(FARTHEST)))
        along = U32(min(abs(np.int32(northing[at] - y)), np.int32(FARTHEST)))
        far = U32(U32(across * across) + U32(along * along))
        band = U32(far < quarter) + U32(far < half) + U32(far < most) + U32(far < whole)
        band = U32(4) if (each & remote) != 0 else U32(band)
        preference = U32(U32(512) + U32(64) * band + U32(bonus[at]))
        total = U32(U32(fit[at] * preference) >> U32(10))
        if priced:
            total = U32(U32(total * price[at]) >> U32(10))
        score[at] = total if (broken == 0) & (band != 0) else U32(0)
        fit[at] = U32(0)


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
            count = U32(count + U32(maxima[group] >= middle))
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
    word, easting, northing, price, priced, sector_start, sector_where, vacancy_id,
    held_start, held, level, hopes_start, hopes, person, here, bounds,
    counts, ids, scores,
):  # fmt: skip
    """The best vacancies of each learner of the arrays, written to `counts`, `ids` and `scores`."""
    skills = len(list_start) - 1
    met, touched = np.zeros(skills, np.uint32), np.empty(skills, np.uint32)
    fit, score = np.zeros(len(word), np.uint32), np.empty(len(word), np.uint32)
    bonus = np.zeros(len(word), np.uint16)
    maxima, top = np.empty(GROUPS, np.uint32), np.empty(MOST, np.uint64)
    for row in range(len(person)):
        low, high = held_start[row], held_start[row + 1]
        touches = credit(held, low, high, level, credit_start, credit_asked, credit_percents, met, touched)
        add_fits(touches, touched, met, list_start, list_where, list_share, fit)
        for hope in range(hopes_start[row], hopes_start[row + 1]):
            sector = hopes[hope]
            for entry in range(sector_start[sector], sector_start[sector + 1]):
                bonus[sector_where[entry]] = 256
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
