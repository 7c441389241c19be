import BusinessTime
import Kernel
import Testing

/// The table of RFC 5545, 3.3.10: rules with their times of day, each worked out by hand or taken from the examples
/// of 3.8.5.3.
@Suite(.timeLimit(.minutes(10))) struct RecurrenceTableTests {
  /// Rule, the first occurrence, the first occurrences as day and time.
  static let rules: [(String, String, String)] = [
    // Daily, with parts that limit.
    ("FREQ=DAILY;BYMONTHDAY=15,-1;COUNT=4", "20260115T090000", "0115T09 0131T09 0215T09 0228T09"),
    ("FREQ=DAILY;BYMONTH=1;BYDAY=SU;COUNT=5", "20260104T090000", "0104T09 0111T09 0118T09 0125T09 0103T09"),
    ("FREQ=DAILY;INTERVAL=10;COUNT=3", "20260220T090000", "0220T09 0302T09 0312T09"),
    ("FREQ=DAILY;BYHOUR=9,17;COUNT=4", "20260220T090000", "0220T09 0220T17 0221T09 0221T17"),
    ("FREQ=DAILY;BYHOUR=9,12,17;BYSETPOS=1,-1;COUNT=4", "20260220T090000", "0220T09 0220T17 0221T09 0221T17"),
    // Weekly: BYSETPOS chooses in the week, WKST says where it begins (3.3.10's own example).
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=3", "20260105T090000", "0105T09 0112T09 0119T09"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805T090000", "0805T09 0810T09 0819T09 0824T09"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805T090000", "0805T09 0817T09 0819T09 0831T09"),
    ("FREQ=WEEKLY;BYMONTH=3;BYDAY=SU,MO;COUNT=4", "20260301T090000", "0301T09 0302T09 0308T09 0309T09"),
    // A week of which one month is named and the other is not.
    ("FREQ=WEEKLY;BYMONTH=4;BYDAY=MO,TH;COUNT=3", "20260402T090000", "0402T09 0406T09 0409T09"),
    // Monthly.
    ("FREQ=MONTHLY;COUNT=3", "20260131T090000", "0131T09 0331T09 0531T09"),
    ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", "19970928T090000", "0928T09 1029T09 1128T09"),
    ("FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=10,11;COUNT=3", "19970910T090000", "0910T09 0911T09 0310T09"),
    ("FREQ=MONTHLY;BYDAY=1SU,-1SU;COUNT=4", "19970907T090000", "0907T09 0928T09 1005T09 1026T09"),
    ("FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=3", "19970913T090000", "0913T09 1011T09 1108T09"),
    ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904T090000", "0904T09 1007T09 1106T09"),
    ("FREQ=MONTHLY;BYDAY=MO,2MO;COUNT=3", "20260601T090000", "0601T09 0608T09 0615T09"),
    ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=2FR;COUNT=2", "20260213T090000", "0213T09 0313T09"),
    // Yearly.
    ("FREQ=YEARLY;BYMONTHDAY=31;COUNT=3", "20260131T090000", "0131T09 0331T09 0531T09"),
    ("FREQ=YEARLY;BYMONTH=6,7;COUNT=3", "19970610T090000", "0610T09 0710T09 0610T09"),
    ("FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "19970101T090000", "0101T09 0410T09 0719T09 0101T09"),
    ("FREQ=YEARLY;BYYEARDAY=-1,366;COUNT=3", "20231231T090000", "1231T09 1231T09 1231T09"),
    ("FREQ=YEARLY;BYDAY=20MO;COUNT=3", "19970519T090000", "0519T09 0518T09 0517T09"),
    ("FREQ=YEARLY;BYDAY=-1FR;COUNT=2", "20261225T090000", "1225T09 1231T09"),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=4", "19970313T090000", "0313T09 0320T09 0327T09 0305T09"),
    ("FREQ=YEARLY;BYDAY=MO;BYSETPOS=-1;COUNT=2", "20261228T090000", "1228T09 1227T09"),
    ("FREQ=YEARLY;COUNT=2", "20240229T090000", "0229T09 0229T09"),
    ("FREQ=YEARLY;BYMONTHDAY=1;BYDAY=-1MO,1MO;COUNT=1", "20180101T090000", "0101T09"),
    // Weeks of the year: whole ones, so that week 1 may begin in December; an INTERVAL counts their years.
    ("FREQ=YEARLY;BYWEEKNO=20;COUNT=2", "19970512T090000", "0512T09 0511T09"),
    ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;COUNT=3", "20180101T090000", "0101T09 1231T09 1230T09"),
    ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR;COUNT=2", "20210101T090000", "0101T09 0101T09"),
    ("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU;COUNT=2", "20251228T090000", "1228T09 0103T09"),
    ("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO;COUNT=2", "20181231T090000", "1231T09 0104T09"),
    ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU;WKST=SU;COUNT=2", "20260104T090000", "0104T09 0103T09"),
    // Shorter than days.
    ("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "19970902T090000", "0902T09 0902T12 0902T15"),
    ("FREQ=MINUTELY;INTERVAL=90;COUNT=4", "19970902T090000", "0902T09 0902T1030 0902T12 0902T1330"),
    (
      "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10;COUNT=7", "19970902T090000",
      "0902T09 0902T0920 0902T0940 0902T10 0902T1020 0902T1040 0903T09"
    ),
    ("FREQ=HOURLY;BYDAY=MO;BYHOUR=8;BYMINUTE=0,30;COUNT=3", "20260105T080000", "0105T08 0105T0830 0112T08"),
    ("FREQ=HOURLY;BYMINUTE=0,20,40;BYSETPOS=-1;COUNT=2", "20260105T084000", "0105T0840 0105T0940"),
    (
      "FREQ=SECONDLY;BYMONTH=3;BYMONTHDAY=1;BYHOUR=6;BYMINUTE=0;BYSECOND=0;COUNT=2", "20260301T060000",
      "0301T06 0301T06"
    ),
  ]

  @Test(arguments: rules)
  func expandByTheTable(rule: String, start: String, expected: String) throws {
    let rule = try RecurrenceRule(parsing: rule)
    let first = try #require(BasicMoment(start))
    let clock = Int64(first.date.daysSince1970) * 86_400 + Int64(first.secondOfDay ?? 0)
    var last: Int64?
    if case .clock(let date, let second) = rule.until { last = Int64(date.daysSince1970) * 86_400 + Int64(second) }
    let line = RecurrenceLine(rule, start: clock, last: last)
    var steps = RecurrenceRule.Limit.steps
    let found = line.occurrences(from: clock, to: Int64.max, limit: 20, steps: &steps)
    #expect(found.times.map(words).joined(separator: " ") == expected)
    #expect(found.ending == .ended)
    // The same from any later beginning, COUNT or not.
    for (index, time) in found.times.enumerated() {
      #expect(
        line.occurrences(from: time, to: Int64.max, limit: 20, steps: &steps).times == Array(found.times[index...]))
    }
  }

  private func words(_ clock: Int64) -> String {
    let local = ZoneRules.utc.local(Instant(seconds: clock))
    let digits = local.text.filter { $0.isNumber || $0 == "T" }
    let minutes = digits.dropFirst(11).prefix(2)
    return String(digits.dropFirst(4).prefix(7) + (minutes == "00" ? "" : minutes))
  }
}
