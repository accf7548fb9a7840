"""Exact reference for every indicator and printing rule, written from the specification alone.

It imports nothing from the package it is compared with. Values are `fractions.Fraction`; None is "missing"; a float is
refused. Shares, attainment and growth are in per cent.
"""
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import wraps
from itertools import product
from math import ceil, floor
from typing import NamedTuple

MET, EXCEEDED, NOT_MET, UNDECIDED = "đạt", "vượt", "chưa đạt", "chưa đủ số liệu"
UP, DOWN, SAME = "tăng", "giảm", "không đổi"
DONE = "đã hoàn thành"
ABOVE, BELOW, AROUND = {"trên", "hơn"}, {"gần", "dưới"}, {"khoảng", "ước", "cơ bản"}
DAY = timedelta(days=1)
MOST_DECIMALS = 60


# ---- exact numbers --------------------------------------------------------------------------------------------------

def exact(x):
    """The value as a Fraction; None stays None, a float is refused."""
    if isinstance(x, float):
        raise TypeError(f"not exact: {x!r}")
    return None if x is None else Fraction(x)


def formula(function):
    """None in → None out; zero denominator → None; everything else exact."""
    @wraps(function)
    def safe(*args, **named):
        args, named = [exact(a) for a in args], {k: exact(a) for k, a in named.items()}
        if any(a is None for a in (*args, *named.values())):
            return None
        try:
            return exact(function(*args, **named))
        except ZeroDivisionError:
            return None
    return safe


def sign(x):
    """−1, 0 or 1."""
    return (x > 0) - (x < 0)


def round_half_up(x, decimals=0):
    """Nearest multiple of 10^-decimals; a tie goes away from zero, so that a fall rounds like a rise."""
    x = exact(x)
    if x is None:
        return None
    step = Fraction(10) ** -decimals
    return sign(x) * floor(abs(x) / step + Fraction(1, 2)) * step


def round_up(x, decimals=0):
    """Smallest multiple of 10^-decimals that is not below x."""
    x, step = exact(x), Fraction(10) ** -decimals
    return None if x is None else ceil(x / step) * step


# ---- number text ----------------------------------------------------------------------------------------------------

def number(x, decimals=0, pad=False):
    """Vietnamese text: "1.481", "5,3", "−0,4", "0,0"; with pad a count of 1-9 is "01"-"09".

    >>> number(1481), number(Fraction(-4, 100), 1), number(Fraction(-53, 10), 1), number(3, pad=True)
    ('1.481', '0,0', '−5,3', '03')
    """
    rounded, decimals = round_half_up(x, decimals), max(decimals, 0)
    if rounded is None:
        return None
    whole, rest = divmod(int(abs(rounded) * 10 ** decimals), 10 ** decimals)
    text = f"{whole:,}".replace(",", ".") + (f",{rest:0{decimals}}" if decimals else "")
    if pad and not decimals and 1 <= rounded <= 9:
        text = "0" + text
    return ("−" if rounded < 0 else "") + text


def enough_decimals(x, decimals, agrees):
    """Fewest decimals, from the declared ones on, at which agrees(the printed value); the declared ones if never."""
    tries = range(decimals, MOST_DECIMALS)
    return next((d for d in tries if agrees(round_half_up(x, d))), decimals)


# ---- indicators of kinds R, M, C ------------------------------------------------------------------------------------

@formula
def share(part, total):
    """Every share: sector, members over registered or active, effective, trained managers, revenue from members, OCOP,
    GRDP. The caller names the base."""
    return 100 * part / total


htx_sector_share = htx_member_share = htx_effective_share = share
managers_trained_share = revenue_to_members_share = grdp_share = ocop_share = share


@formula
def per_unit(total, units):
    """Mean of a total over its units, in the unit of the total: members or workers per HTX."""
    return total / units


members_per_htx = workers_per_htx = per_unit


@formula
def million_per_unit(billions, units):
    """Mean of a money total in tỷ đồng, in triệu đồng per unit: revenue, profit, charter capital per HTX or THT."""
    return 1000 * billions / units


revenue_per_htx = profit_per_htx = charter_capital_per_htx = revenue_per_tht = profit_per_tht = million_per_unit


@formula
def new_per_year(new, years):
    """Newly founded a year."""
    return new / years


@formula
def new_per_province_year(new, provinces, years=1):
    """Newly founded a province a year."""
    return new / (provinces * years)


@formula
def inactive(total, active):
    """Stopped = registered − active."""
    return total - active


@formula
def rated(good, fair, average, weak):
    """Rated = the four classes together."""
    return good + fair + average + weak


@formula
def good_fair_share(good, fair, average, weak):
    """Tốt and Khá, of the rated."""
    return 100 * (good + fair) / (good + fair + average + weak)


@formula
def attainment(actual, target):
    """Actual of target, %."""
    return 100 * actual / target


@formula
def growth(new, old):
    """(new − old) / old, %."""
    return 100 * (new - old) / old


@formula
def ratio_to_baseline(new, old):
    """new / old, times."""
    return new / old


@formula
def point_change(new_share, old_share):
    """Difference of two shares, percentage points."""
    return new_share - old_share


@formula
def expected_stock(old, new, dissolved=0, converted=0):
    """Stock that the flows lead to; `converted` is signed: + came in, − left."""
    return old + new - dissolved + converted


@formula
def balance_residual(stock, old, new, dissolved=0, converted=0):
    """Stock − (old + new − dissolved ± converted)."""
    return stock - (old + new - dissolved + converted)


@formula
def cagr(new, old, intervals):
    """(new/old)^(1/intervals) − 1 in %, from a root of 50 digits (worked in 70, so that a finite root is exact)."""
    if old <= 0 or new < 0 or intervals <= 0:
        return None
    if new == 0:
        return Fraction(-100)
    ratio = new / old
    with localcontext() as context:
        context.prec = 70
        log = (Decimal(ratio.numerator) / Decimal(ratio.denominator)).ln()
        root = (log * intervals.denominator / intervals.numerator).exp()
        context.prec = 50
        root = +root
    return 100 * (Fraction(root) - 1)


def weighted_mean(values, weights):
    """Mean by weight over the members that have both: (mean, how many were used, how many there are)."""
    pairs = [(exact(v), exact(w)) for v, w in zip(values, weights, strict=True)]
    known = [(v, w) for v, w in pairs if v is not None and w is not None]
    return per_unit(sum(v * w for v, w in known), sum(w for _, w in known)), len(known), len(pairs)


# ---- what starts from printed values --------------------------------------------------------------------------------

def annual(monthly, decimals):
    """Month → year: 12 times the printed monthly value."""
    return None if monthly is None else 12 * round_half_up(monthly, decimals)


def mean_attainment(total, years, target, op="≥", upper=None, decimals=0):
    """Attainment of a per-year mean, from the mean as printed beside its target."""
    mean = new_per_year(total, years)
    if mean is None or target is None:
        return None
    return attainment(round_half_up(mean, verdict_decimals(mean, decimals, op, target, upper)), target)


def annual_decimals(monthly, decimals, op, target, upper=None):
    """Decimals of a monthly mean so that 12 times its print has the exact verdict against a yearly target."""
    wanted = verdict(12 * exact(monthly), op, target, upper)
    return enough_decimals(monthly, decimals, lambda p: verdict(12 * p, op, target, upper) == wanted)


def annual_attainment(monthly, target, op="≥", upper=None, decimals=1):
    """Attainment of a yearly target by a monthly mean."""
    if monthly is None or target is None:
        return None
    return attainment(annual(monthly, annual_decimals(monthly, decimals, op, target, upper)), target)


def change_decimals(new, old, decimals):
    """Decimals of both levels so that the printed difference has the exact direction."""
    new, old = exact(new), exact(old)
    agrees = (d for d in range(decimals, MOST_DECIMALS)
              if sign(round_half_up(new, d) - round_half_up(old, d)) == sign(new - old))
    return next(agrees, decimals)


def change(new, old, decimals=0):
    """(printed new − printed old, decimals used for both)."""
    if new is None or old is None:
        return None
    used = change_decimals(new, old, decimals)
    return round_half_up(new, used) - round_half_up(old, used), used


# ---- words ----------------------------------------------------------------------------------------------------------

def direction(new, old):
    """From exact values."""
    return None if new is None or old is None else {1: UP, -1: DOWN, 0: SAME}[sign(exact(new) - exact(old))]


def change_text(new, old, decimals=0, unit=""):
    """"tăng 240 HTX", "giảm 0,4 điểm %", "không đổi"."""
    if new is None or old is None:
        return None
    difference, used = change(new, old, decimals)
    return SAME if not difference else f"{direction(new, old)} {number(abs(difference), used)} {unit}".rstrip()


def growth_text(new, old, decimals=1):
    """"tăng 54,2%"; None when the base is zero or negative (a % of a negative base would contradict the direction)."""
    value = growth(new, old)
    if value is None or old < 0:
        return None
    used = enough_decimals(value, decimals, lambda p: sign(p) == sign(value))
    return SAME if not value else f"{direction(new, old)} {number(abs(value), used)}%"


def ratio_text(new, old, decimals=1, growth_decimals=1):
    """"gấp 1,5 lần"; below 1,1 (exact) the growth in %."""
    value = ratio_to_baseline(new, old)
    if value is None or old < 0 or value < Fraction(11, 10):
        return growth_text(new, old, growth_decimals)
    return f"gấp {number(value, decimals)} lần"


def attainment_text(value, decimals=0):
    """"172%"; more decimals while the print stands on another side of 100 than the exact value."""
    if value is None:
        return None
    used = enough_decimals(value, decimals, lambda p: sign(p - 100) == sign(value - 100))
    return number(value, used) + "%"


def computed_hedge(*hedges):
    """What is computed from a hedged value prints "khoảng"."""
    return "khoảng" if any(hedges) else ""


# ---- targets --------------------------------------------------------------------------------------------------------

class Interval(NamedTuple):
    """Where the true value may lie; None is infinity."""
    low: Fraction | None
    high: Fraction | None
    closed: bool

    def has(self, x):
        """Is x inside?"""
        beyond = (self.low is not None and x < self.low) or (self.high is not None and x > self.high)
        return not beyond and (self.closed or x not in (self.low, self.high))


def last_digit_unit(value, decimals=None):
    """Unit of the last significant digit as given: 5,3 → 1/10; 1.900 → 100; with decimals=1, "50,0" → 1/10."""
    value = exact(value)
    if decimals is None:
        decimals = next((d for d in range(MOST_DECIMALS) if (value * 10 ** d).denominator == 1), None)
        if decimals is None:
            raise ValueError(f"{value} has no last digit: say how many decimals were given")
    unit = Fraction(10) ** -decimals
    while not decimals and value and value % (10 * unit) == 0:
        unit *= 10
    return unit


def hedge_interval(value, hedge="", decimals=None):
    """The interval that a hedged value stands for."""
    value = exact(value)
    if not hedge:
        return Interval(value, value, True)
    if hedge in ABOVE:
        return Interval(value, None, False)
    if hedge in BELOW:
        return Interval(None, value, False)
    if hedge not in AROUND:
        raise ValueError(f"unknown hedge {hedge!r}")
    half = last_digit_unit(value, decimals) / 2
    return Interval(value - half, value + half, True)


def point_verdict(x, op, target, upper=None):
    """Verdict of one exact value; an empty operator is ≥."""
    if op == "từ-đến":
        return NOT_MET if x < target else MET if x <= upper else EXCEEDED
    if op in ("", "≥", ">"):
        return EXCEEDED if x > target else MET if x == target and op != ">" else NOT_MET
    return MET if {"≤": x <= target, "<": x < target, "=": x == target}[op] else NOT_MET


def probes(interval, marks):
    """Points of the interval: its ends, the marks, one between each two neighbours, one beyond the outermost."""
    known = sorted({p for p in (*marks, interval.low, interval.high) if p is not None})
    between = [(a + b) / 2 for a, b in zip(known, known[1:], strict=False)]
    return [p for p in (known[0] - 1, *known, *between, known[-1] + 1) if interval.has(p)]


def verdict(value, op, target, upper=None, hedge="", decimals=None):
    """"vượt", "đạt" or "chưa đạt" if the whole interval allows it, else "chưa đủ số liệu".

    An interval that is attained throughout but only partly exceeded is "đạt".
    """
    value, target, upper = exact(value), exact(target), exact(upper)
    if value is None or target is None or (op == "từ-đến" and upper is None):
        return UNDECIDED
    interval = hedge_interval(value, hedge, decimals)
    found = {point_verdict(p, op, target, upper) for p in probes(interval, [target, upper])}
    return found.pop() if len(found) == 1 else MET if found == {MET, EXCEEDED} else UNDECIDED


def verdict_decimals(value, decimals, op, target, upper=None):
    """Decimals at which the printed value has the verdict of the exact one."""
    wanted = verdict(value, op, target, upper)
    return enough_decimals(value, decimals, lambda p: verdict(p, op, target, upper) == wanted)


def number_against(value, decimals, op, target, upper=None):
    """A value as it stands beside its target: 49,6 (not 50) against "50 trở lên"."""
    return None if value is None else number(value, verdict_decimals(value, decimals, op, target, upper))


def pace_needed(target_total, done, years_total, years_elapsed):
    """Exact pace a year still needed for a cumulative target; 0 when done, None when no time is left."""
    inputs = [exact(x) for x in (target_total, done, years_total, years_elapsed)]
    if any(x is None for x in inputs):
        return None
    missing, left = inputs[0] - inputs[1], inputs[2] - inputs[3]
    return Fraction(0) if missing <= 0 else missing / left if left > 0 else None


def mean_pace_needed(target_per_year, done, years_total, years_elapsed):
    """The same for a mean-per-year target over the whole term."""
    total = None if target_per_year is None or years_total is None else exact(target_per_year) * exact(years_total)
    return pace_needed(total, done, years_total, years_elapsed)


def pace_text(pace, decimals=0):
    """Rounded up, or "đã hoàn thành"."""
    return None if pace is None else number(round_up(pace, decimals), decimals) if pace else DONE


# ---- periods and look-up --------------------------------------------------------------------------------------------

def elapsed_years(start, end, given=None):
    """Given years win; else whole months from the first day to the last, both inside, over 12."""
    if given is not None:
        return exact(given)
    after = end + DAY
    months = 12 * (after.year - start.year) + after.month - start.month - (after.day < start.day)
    return Fraction(max(months, 0), 12)


class Flow(NamedTuple):
    """A flow as found, with the period it really covers."""
    value: Fraction
    start: date
    end: date
    complete: bool


def tilings(rows, end):
    """{start: (pieces, sum)}: fewest adjacent rows that run from start exactly to end."""
    best = {end + DAY: (0, Fraction(0))}
    for start, last, value in sorted(rows, key=lambda row: row[0], reverse=True):
        rest = best.get(last + DAY)
        if rest and (start not in best or rest[0] + 1 < best[start][0]):
            best[start] = rest[0] + 1, rest[1] + value
    del best[end + DAY]
    return best


def flow(rows, start, end):
    """Exact period, else the sum of rows that tile it, else the longest (then latest) tiled part inside it.

    Up to a year, only a part that begins with the period or fills half of it counts.
    """
    inside = [(s, e, exact(v)) for s, e, v in rows if v is not None and start <= s <= e <= end]
    spans = [(last - s, s, last, total) for last in {e for _, e, _ in inside}
             for s, (_, total) in tilings(inside, last).items()]
    if (end - start).days <= 366:
        spans = [each for each in spans if each[1] == start or each[0] * 2 >= end - start]
    if not spans:
        return None
    _, s, last, total = max(spans)
    return Flow(total, s, last, (s, last) == (start, end))


def stock(rows, start, end, report_date=None):
    """(date, value) of the latest stock inside the period, up to the report date; the first row wins a tie."""
    until = end if report_date is None else min(end, report_date)
    inside = [(day, exact(v)) for _, day, v in rows if v is not None and start <= day <= until]
    return max(inside, key=lambda row: row[0], default=None)


def opening_stock(rows, term_start):
    """(date, value) of the last stock at or before the start of the term."""
    return stock(rows, date.min, term_start)


# ---- like with like: ranges and hedges through arithmetic ---------------------------------------------------------------

class Given(NamedTuple):
    """A number as somebody gave it: a range has an upper end, a hedge says that it is rounded."""
    value: Fraction
    upper: Fraction | None = None
    hedge: str = ""
    decimals: int = 0

    @property
    def ends(self):
        """Lowest and highest value that was said."""
        return (self.value,) if self.upper is None else (self.value, self.upper)

    @property
    def half(self):
        """Half a unit of the last digit where it is rounded; of "khoảng 400" two digits are known, not one."""
        if not self.hedge:
            return Fraction(0)
        unit = last_digit_unit(self.value, self.decimals)
        return (unit / 10 if unit == abs(self.value) or abs(self.value) < 10 * unit else unit) / 2

    def times(self, factor):
        """The same in another unit."""
        return Given(self.value * factor, None if self.upper is None else self.upper * factor, self.hedge, self.decimals)


def ends(function, *givens):
    """(lowest, highest) result over all ends of ranges: each number is one number wherever it stands in the function."""
    results = [function(*chosen) for chosen in product(*(given.ends for given in givens))]
    return None if None in results else (min(results), max(results))


def movement(function, givens, halves):
    """The most that half a last digit of one rounded number moves the result by."""
    moved = [Fraction(0)]
    for i, half in enumerate(halves):
        for chosen in product(*(g.ends for g in givens)) if half else ():
            for way in (half, -half):
                other = function(*chosen[:i], chosen[i] + way, *chosen[i + 1:])
                moved.append(abs(other - function(*chosen)) if other is not None else Fraction(0))
    return max(moved)


def digits_borne(decimals, moved):
    """May a result be printed with so many decimals? Half a unit of the digit before the last must cover what moves it."""
    return 5 * Fraction(10) ** -decimals >= moved


# ---- like with like: periods and bases ------------------------------------------------------------------------------

def year_before(day):
    """The same day a year earlier, the last of February for the 29th; the end of a month stays one."""
    if (day + DAY).day == 1:
        return year_before(day + DAY) - DAY
    return day.replace(year=day.year - 1)


def like_flow(rows, found):
    """The flow of the same months a year earlier; None where only another length is known."""
    base = flow(rows, year_before(found.start), year_before(found.end))
    return base if base and base.complete else None


def date_text(day):
    """31/5/2023 and 01/02/2023: days below ten and the months 1 and 2 take a zero."""
    return f"{day.day:02}/{day.month:02}/{day.year}" if day.month < 3 else f"{day.day:02}/{day.month}/{day.year}"


def base_words(new_day, old_day, period_end):
    """How the base of a stock is called: only where both days are the usual ones may the year stand for the day."""
    usual = new_day == period_end and old_day == year_before(period_end)
    if not usual:
        return f"so với {date_text(old_day)}"
    return "so với năm trước" if (period_end.month, period_end.day) == (12, 31) else "so với cùng kỳ năm trước"


# ---- like with like: targets ----------------------------------------------------------------------------------------

def of_term(target_span, term_span):
    """Does a target belong to the term? Only one whose own period lies in it."""
    return term_span[0] <= target_span[0] and target_span[1] <= term_span[1]


def way_gone(actual, start, goal):
    """Share of the planned rise that is behind, %; None without a start, or where the start is the goal."""
    if start is None or actual is None:
        return None
    return None if goal == start else 100 * (exact(actual) - start) / (exact(goal) - start)


def pace_word(way, time):
    """Ahead, even or behind: the share of the way against the share of the time, both in whole per cents."""
    if way is None or time is None:
        return None
    came, gone = round_half_up(way, 0), round_half_up(time, 0)
    return "nhanh hơn tiến độ" if came > gone else "đúng tiến độ" if came == gone else "chậm tiến độ"


def floor_left(per_year, done, years_total, years_elapsed):
    """Pace of the remaining years under a yearly floor: never below the floor itself, more where its mean asks for it."""
    needed = mean_pace_needed(per_year, done, years_total, years_elapsed)
    return None if needed is None else max(needed, exact(per_year))


# ---- like with like: members ----------------------------------------------------------------------------------------

def group_total(known, members, few=False):
    """Sum over the members that are known; None below half of them, with `few` below two."""
    enough = len(known) >= 2 if few else 2 * len(known) >= len(members)
    return sum(map(exact, known.values())) if known and enough else None


def group_change(new, old, members, few=False):
    """Change over the members of the new total; None where one of them is not known in the base."""
    total = group_total(new, members, few)
    return None if total is None or not set(new) <= set(old) else total - sum(exact(old[m]) for m in new)


def group_ratio(function, parts, wholes, members, few=False):
    """A ratio of sums over the members that have both."""
    both = [m for m in parts if m in wholes]
    sums = [group_total({m: given[m] for m in both}, members, few) for given in (parts, wholes)]
    return None if None in sums else function(*sums)
