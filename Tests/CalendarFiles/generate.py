"""Calendar files by a seed, and when they occur by an expander that is not ours.

    generate.py OUTPUT [COUNT] [SEED]

Writes a JSON list: the text of a file, the zone of the calendar it is for, the dates asked for, and the stretches
that its entries cover by recurring-ical-events (on dateutil), in seconds since 1970, merged and clipped.
`IndependentExpanderTests` holds Mainstay's own reading against them.

Left out, because the two would differ and RFC 5545 is on neither's side or on ours:
  - a first occurrence that its rule does not name (undefined in 3.8.5.3);
  - BYDAY that mixes weekdays with and without a number: dateutil drops those without;
  - BYWEEKNO without BYDAY (dateutil takes all seven days), and the first and last weeks of a year, which dateutil
    takes apart at New Year;
  - BYSETPOS in weekly rules: dateutil begins the first week at the first occurrence and counts from there;
  - an EXDATE or override beside several times a day, where recurring-ical-events also takes the occurrence whose
    time reads the same in UTC;
  - an override of an occurrence that an EXDATE leaves out;
  - entries over a change of the clock, which have tests of their own.
"""

import json
import random
import sys
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
ZONES = ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]


def some(rng, values, most=3):
    return sorted({rng.choice(values) for _ in range(rng.randint(1, most))})


def signed(rng, values, most=3):
    return some(rng, [v for x in values for v in (x, -x)], most)


def listed(values):
    return ",".join(map(str, values))


def rule(rng, of_dates):
    """The parts of a rule that names dates soon and again and again."""
    frequency = rng.choice(["YEARLY", "YEARLY", "MONTHLY", "MONTHLY", "WEEKLY", "WEEKLY", "DAILY"])
    if not of_dates and rng.random() < 0.1:
        return {"FREQ": "HOURLY", "INTERVAL": rng.choice([5, 7, 9]), "COUNT": rng.randint(2, 40)}
    parts = {"FREQ": frequency}
    chance = lambda share: rng.random() < share
    sets = False
    if chance(0.35):
        parts["INTERVAL"] = rng.choice([2, 3, 4, 5])
    if chance(0.3):
        parts["BYMONTH"] = listed(some(rng, range(1, 13), 4))
    if frequency == "YEARLY":
        kind = rng.choice(["", "week", "yearday", "monthday", "both", "counted", "days"])
        if kind == "week":
            parts["BYWEEKNO"] = listed(signed(rng, range(3, 50)))
            parts["BYDAY"] = listed(some(rng, WEEKDAYS))
            parts.pop("BYMONTH", None)
        elif kind == "yearday":
            parts["BYYEARDAY"] = listed(signed(rng, range(1, 366), 4))
            parts.pop("BYMONTH", None)
        elif kind == "monthday":
            parts["BYMONTHDAY"] = listed(signed(rng, range(1, 29)))
        elif kind == "both":
            parts["BYMONTHDAY"] = listed(signed(rng, range(1, 29)))
            parts["BYDAY"] = listed(some(rng, WEEKDAYS))
        elif kind == "counted":
            ordinals = [1, -1, 2, -2, 3, 4] + ([] if "BYMONTH" in parts else [20, -30])
            parts["BYDAY"] = listed(some(rng, [f"{n}{d}" for n in ordinals for d in WEEKDAYS]))
        elif kind == "days":
            parts["BYDAY"] = listed(some(rng, WEEKDAYS))
            sets = True
    elif frequency == "MONTHLY":
        kind = rng.choice(["", "monthday", "both", "counted", "days", "days"])
        if kind == "monthday":
            parts["BYMONTHDAY"] = listed(signed(rng, range(1, 32) if "BYMONTH" not in parts else range(1, 29)))
        elif kind == "both":
            parts["BYMONTHDAY"] = listed(signed(rng, range(1, 29), 4))
            parts["BYDAY"] = listed(some(rng, WEEKDAYS))
        elif kind == "counted":
            parts["BYDAY"] = listed(some(rng, [f"{n}{d}" for n in (1, -1, 2, -2, 3, 4) for d in WEEKDAYS]))
        elif kind == "days":
            parts["BYDAY"] = listed(some(rng, WEEKDAYS, 5))
            sets = True
    elif frequency == "WEEKLY":
        if chance(0.7):
            parts["BYDAY"] = listed(some(rng, WEEKDAYS, 5))
        if chance(0.4):
            parts["WKST"] = rng.choice(WEEKDAYS)
    elif chance(0.5):
        parts["BYMONTHDAY"] = listed(signed(rng, range(1, 29)))
    elif chance(0.5):
        parts["BYDAY"] = listed(some(rng, WEEKDAYS, 4))
    if sets and chance(0.5):
        parts["BYSETPOS"] = listed(signed(rng, [1, 2], 2))
    if not of_dates and chance(0.1):
        parts["BYHOUR"] = listed(some(rng, range(9, 16)))
    if chance(0.3):
        parts["COUNT"] = rng.randint(1, 120)
    return parts


def text_of(parts):
    return ";".join(f"{name}={value}" for name, value in parts.items())


def basic(moment):
    return moment.strftime("%Y%m%dT%H%M%S" if isinstance(moment, datetime) else "%Y%m%d")


class Entry:
    """The lines of one entry and what is needed to name its occurrences."""

    def __init__(self, rng, number):
        self.rng = rng
        self.uid = f"entry-{number}@example.org"
        self.of_dates = rng.random() < 0.35
        self.zone = None if self.of_dates else rng.choice(ZONES + ["floating"])
        self.lines = []

    def moment(self, name, value, parameters=""):
        if self.of_dates:
            return f"{name};VALUE=DATE{parameters}:{basic(value.date())}"
        if self.zone == "floating":
            return f"{name}{parameters}:{basic(value)}"
        if self.zone == "UTC":
            return f"{name}{parameters}:{basic(value)}Z"
        return f"{name}{parameters};TZID={self.zone}:{basic(value)}"

    def until(self, value):
        if self.of_dates:
            return basic(value.date())
        if self.zone == "floating":
            return basic(value)
        zone = timezone.utc if self.zone == "UTC" else ZoneInfo(self.zone)
        return basic(value.replace(tzinfo=zone).astimezone(timezone.utc)) + "Z"

    def make(self):
        rng = self.rng
        start = datetime(rng.randint(2008, 2027), rng.randint(1, 12), rng.randint(1, 28))
        if not self.of_dates:
            start += timedelta(hours=rng.randint(9, 15), minutes=rng.choice([0, 30, 45]))
        times = None
        self.parts = None
        if rng.random() < 0.85:
            self.parts = rule(rng, self.of_dates)
            for _ in range(4):
                times = rrulestr("RRULE:" + text_of(self.parts), dtstart=start)
                first = next(iter(times), None)
                if first is None or first.year > 2030:
                    return False
                if first == start:
                    break
                start = first
            else:
                return False
        known = [start]
        if times is not None:
            known = []
            for moment in times:
                if moment.year > 2028 or len(known) >= 3000:
                    break
                known.append(moment)
            if not known:
                return False
            if "COUNT" not in self.parts and rng.random() < 0.3:
                self.parts["UNTIL"] = self.until(rng.choice(known))
        self.lines = [f"UID:{self.uid}", "DTSTAMP:20260101T000000Z", self.moment("DTSTART", start)]
        if self.of_dates:
            days = rng.choice([1, 1, 1, 2, 3, 9])
            self.lines.append(
                rng.choice([f"DURATION:P{days}D", self.moment("DTEND", start + timedelta(days=days))]))
            length = timedelta(days=days)
        else:
            length = timedelta(minutes=rng.choice([15, 30, 60, 120, 300]))
            self.lines.append(
                rng.choice([f"DURATION:PT{length.seconds // 60}M", self.moment("DTEND", start + length)]))
        if self.parts is not None:
            items = list(self.parts.items())
            self.lines.append("RRULE:" + text_of(dict(items[:1] + rng.sample(items[1:], len(items) - 1))))
        recent = [moment for moment in known if moment.year >= 2026] or known[-3:]
        if times is not None and "BYHOUR" not in self.parts and rng.random() < 0.4:
            for moment in rng.sample(recent, min(len(recent), rng.randint(1, 4))):
                self.lines.append(self.moment("EXDATE", moment))
        if times is not None and not self.of_dates and rng.random() < 0.2:
            self.lines.append(self.moment("EXDATE", rng.choice(recent) + timedelta(minutes=7)))
        if rng.random() < 0.3:
            extra = datetime(rng.randint(2026, 2027), rng.randint(1, 12), rng.randint(1, 28))
            if not self.of_dates:
                extra += timedelta(hours=rng.randint(9, 14), minutes=5)
                if rng.random() < 0.4:
                    line = self.moment("RDATE", extra, ";VALUE=PERIOD")
                    self.lines.append(line + rng.choice(["/PT20M", "/PT1H5M"]))
                    extra += timedelta(days=1)
            self.lines.append(self.moment("RDATE", extra))
        self.others = []
        if times is not None and "BYHOUR" not in self.parts and rng.random() < 0.25:
            moment = rng.choice(recent)
            lines = [f"UID:{self.uid}", "DTSTAMP:20260101T000000Z", self.moment("RECURRENCE-ID", moment)]
            moved = moment + (timedelta(days=1) if self.of_dates else timedelta(minutes=95))
            lines += [self.moment("DTSTART", moved), self.moment("DTEND", moved + length)]
            if rng.random() < 0.3:
                lines.append("STATUS:CANCELLED")
            if self.moment("EXDATE", moment) not in self.lines:
                self.others.append(lines)
        return True


def covered(text, zone, first, last):
    """What the entries of a file cover between two dates, as merged stretches of seconds since 1970."""
    tz = ZoneInfo(zone)

    def instant(moment):
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=tz)
        return int(moment.timestamp())

    begin, end = instant(first), instant(last + timedelta(days=1))
    calendar = icalendar.Calendar.from_ical(text)
    stretches = []
    for event in recurring_ical_events.of(calendar).between(first - timedelta(days=12), last + timedelta(days=3)):
        if str(event.get("STATUS", "")) == "CANCELLED":
            continue
        stretch = (max(begin, instant(event.start)), min(end, instant(event.end)))
        if stretch[0] < stretch[1]:
            stretches.append(stretch)
    merged = []
    for begins, ends in sorted(stretches):
        if merged and begins <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], ends)
        else:
            merged.append([begins, ends])
    return merged


def main():
    output = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 5545)
    cases = []
    while len(cases) < count:
        blocks = []
        for number in range(rng.randint(1, 3)):
            entry = Entry(rng, number)
            if entry.make():
                blocks += [entry.lines] + entry.others
        if not blocks:
            continue
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//generated//EN"]
        for block in blocks:
            lines += ["BEGIN:VEVENT"] + block + ["END:VEVENT"]
        text = "\r\n".join(lines + ["END:VCALENDAR", ""])
        zone = rng.choice(ZONES)
        first = date(rng.choice([2026, 2027]), rng.randint(1, 12), 1)
        last = first + timedelta(days=rng.choice([60, 200, 400]))
        cases.append({
            "text": text, "zone": zone, "from": first.isoformat(), "to": last.isoformat(),
            "covered": covered(text, zone, first, last),
        })
    with open(output, "w", encoding="utf-8") as file:
        json.dump(cases, file)


if __name__ == "__main__":
    main()
