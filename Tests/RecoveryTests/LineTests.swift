import BusinessTime
import Kernel
import Testing

@testable import Recovery

@Suite("Hours on the line of clock times", .timeLimit(.minutes(10)))
struct LineTests {
  private static let shapes = [
    HoursShape(days: HoursShape.workWeek, start: 510, end: 1020),
    HoursShape(days: HoursShape.workWeek, start: 480, end: 1080, rest: 720..<780),
    HoursShape(days: HoursShape.wholeWeek, start: 1320, end: 1800),
    HoursShape(days: HoursShape.workWeek, start: 540, end: 1020, own: [4: 540..<780]),
    HoursShape.aroundTheClock,
  ]

  /// The calendar's own arithmetic, in a zone whose clock never changes, is the second routine.
  @Test("open time and due times are those of a calendar", arguments: shapes.indices)
  func asCalendar(_ place: Int) throws {
    let shape = Self.shapes[place]
    let closed = [20_500, 20_507]
    let definition = CalendarDefinition(
      timeZone: "UTC", weekly: shape.weekly,
      closures: closed.map { Closure(.date(CivilDate(daysSince1970: $0), nil)) })
    let calendar = try BusinessCalendar(definition, zone: .utc)
    let line = OpenLine(shape, days: 20_480..<20_620, closed: Set(closed))
    var random = FixedRandom(seed: UInt64(place + 1))
    for _ in 0..<400 {
      let from = Int64.random(in: 20_490 * OpenLine.day..<20_540 * OpenLine.day, using: &random)
      let to = from + Int64.random(in: 0..<30 * OpenLine.day, using: &random)
      let open = calendar.openTime(from: Instant(milliseconds: from), to: Instant(milliseconds: to))
      #expect(line.open(from, to) == open.milliseconds)
      let length = Int64.random(in: 1..<150 * 3_600_000, using: &random)
      let due = calendar.instant(adding: Duration(milliseconds: length), to: Instant(milliseconds: from))
      #expect(line.time(adding: length, to: from) == due?.milliseconds)
    }
  }

  @Test("a threshold has the fewest errors, and says how far it may lie either way")
  func threshold() {
    func packed(_ rows: [(Int64, Bool)]) -> [Int64] { rows.map { $0.0 << 1 | ($0.1 ? 0 : 1) } }
    var clean = packed([(30, false), (10, true), (20, true), (40, false)])
    let found = Threshold(&clean)
    #expect(found.misses == 0)
    #expect(found.from == 20)
    #expect(found.to == 30)
    var mixed = packed([(10, true), (20, false), (20, true), (30, true), (40, false), (50, true)])
    #expect(Threshold(&mixed).misses == 2)
    #expect(Threshold.misses(&mixed) == 2)
    var all = packed([(10, true), (20, true)])
    #expect(Threshold(&all).to == nil)
    var none = packed([(10, false), (20, false)])
    #expect(Threshold(&none).from == 0)
    #expect(Threshold(&none).to == 10)
  }

  @Test(
    "lengths are as round as their range allows",
    arguments: [
      (62 * 3_600_000 - 60_000, 62 * 3_600_000 + 60_000, 0, 62 * 3_600_000),
      (4 * 3_600_000 - 30_000, 4 * 3_600_000 + 30_000, 0, 4 * 3_600_000),
      (30_570_000, 30_630_000, 30_600_000, 30_600_000),
      (1_500, 1_600, 0, 1_550), (61_000, 62_500, 0, 62_000),
    ] as [(Int64, Int64, Int64, Int64)])
  func round(_ from: Int64, _ to: Int64, _ day: Int64, _ expected: Int64) {
    #expect(RoundLength.roundest(from, to, day: day) == expected)
  }
}
