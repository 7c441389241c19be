import Duty
import Kernel
import Testing

@Suite("Duty on two rosters at once", .timeLimit(.minutes(10)))
struct DutyOverlapTests {
  private typealias Sample = DutySample

  /// Hours of a day, each with who has them; nobody where nil.
  private static func shifts(_ parts: [(Int, Int, RecordID?)]) -> [DutyShift] {
    let day = Sample.at("2026-01-05T00:00:00Z")
    return parts.map { from, to, person in
      DutyShift(
        span: DutySpan(from: day + .hours(Int64(from)), to: day + .hours(Int64(to))),
        place: DutyPlace(holder: person.map { .person($0) } ?? .nobody(.notNeeded), source: .none))
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var own: [(Int, Int, RecordID?)]
    var others: [String: [(Int, Int, RecordID?)]]
    var found: [String]
  }

  static let cases = [
    Case(
      testDescription: "apart", own: [(0, 8, Sample.kim)], others: ["b": [(8, 16, Sample.kim)]], found: []),
    Case(
      testDescription: "another person", own: [(0, 8, Sample.kim)], others: ["b": [(0, 8, Sample.lena)]], found: []),
    Case(
      testDescription: "within", own: [(0, 8, Sample.kim)], others: ["b": [(2, 4, Sample.kim)]], found: ["kim b 2-4"]),
    Case(
      testDescription: "joined over hand-overs of both",
      own: [(0, 4, Sample.kim), (4, 8, Sample.kim), (8, 12, Sample.lena)],
      others: ["b": [(2, 6, Sample.kim), (6, 10, Sample.kim), (10, 12, Sample.lena)]],
      found: ["kim b 2-8", "lena b 10-12"]),
    Case(
      testDescription: "on two others", own: [(0, 8, Sample.kim)],
      others: ["c": [(1, 2, Sample.kim)], "b": [(0, 1, nil), (1, 3, Sample.kim)]], found: ["kim b 1-3", "kim c 1-2"]),
    Case(testDescription: "nobody", own: [(0, 8, nil)], others: ["b": [(0, 8, nil)]], found: []),
  ]

  @Test(arguments: cases) func finds(_ one: Case) {
    let day = Sample.at("2026-01-05T00:00:00Z")
    let found = DutyOverlap.find(
      Self.shifts(one.own),
      beside: Dictionary(uniqueKeysWithValues: one.others.map { (RecordID($0.key), Self.shifts($0.value)) }))
    func hour(_ instant: Instant) -> Int64 { (instant - day).milliseconds / 3_600_000 }
    #expect(found.map { "\($0.person) \($0.roster) \(hour($0.span.from))-\(hour($0.span.to))" } == one.found)
  }

  @Test("who has something of a stretch is named once, from the first to the last")
  func holders() {
    let day = Sample.at("2026-01-05T00:00:00Z")
    let found = DutyDifference.holders(
      of: Self.shifts([(0, 2, Sample.kim), (2, 4, Sample.lena), (4, 6, Sample.kim), (6, 8, nil)]), but: Sample.lena)
    #expect(found.map(\.person) == [Sample.kim] && found[0].span == DutySpan(from: day, to: day + .hours(6)))
  }
}
