import Duty
import Kernel
import Testing

/// What is said of a plan that may not have been meant.
@Suite("Remarks on rosters", .timeLimit(.minutes(10))) struct RosterRemarkTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var plan: RosterPlan
    var remarks: [String]
  }

  private typealias Sample = DutySample
  private static let monday = "2026-01-05"
  private static func layer(
    _ key: String, _ people: [RecordID] = [Sample.kim], _ start: String = monday, until: String? = nil,
    hours: [String] = []
  ) -> DutyLayer { Sample.layer(key: key, people, .weeks, "09:00", start, until: until, hours: hours) }

  private static func cut(_ handover: String, _ hours: String) -> String {
    "Layer Layer 1 hands over at \(handover), within its hours \(hours): such a stretch goes to two people, one until then "
      + "and the other after it. Hand over as one ends to give each to one person."
  }

  static let cases = [
    Case(
      testDescription: "a layer below one of all hours", plan: Sample.plan([layer("1"), layer("2")]),
      remarks: ["Layer Layer 2 never gives duty: Layer 1 above it covers all of its hours."]),
    Case(
      testDescription: "covered by two together",
      plan: Sample.plan([
        layer("1", hours: ["mon-fri 08:00-18:00"]), layer("2", hours: ["daily 17:00-09:00", "sat-sun 00:00-24:00"]),
        layer("3", hours: ["mon-sun 07:00-20:00"]),
      ]), remarks: ["Layer Layer 3 never gives duty: Layer 1 and Layer 2 above it cover all of its hours."]),
    Case(
      testDescription: "an hour a week is left",
      plan: Sample.plan([layer("1", hours: ["mon-sat 00:00-24:00", "sun 01:00-24:00"]), layer("2")]), remarks: []),
    Case(
      testDescription: "the one above ends some day",
      plan: Sample.plan([layer("1", until: "2027-01-04"), layer("2")]), remarks: []),
    Case(
      testDescription: "the one below ends before", plan: Sample.plan([layer("1"), layer("2", until: "2026-03-02")]),
      remarks: ["Layer Layer 2 never gives duty: Layer 1 above it covers all of its hours."]),
    Case(
      testDescription: "over before it is in force",
      plan: Sample.plan([layer("1"), layer("2", [Sample.lena], "2025-01-06", until: "2025-02-03")]),
      remarks: ["Layer Layer 2 never gives duty: its last turn ended 2025-02-03T08:00:00Z."]),
    Case(
      testDescription: "standing by for nothing", plan: Sample.plan([layer("1")], standby: Sample.lena),
      remarks: [
        "lena stands by for nothing: layers give every hour to somebody. Who is away without a deputy leaves a gap all "
          + "the same."
      ]),
    Case(
      testDescription: "standing by for nights",
      plan: Sample.plan([layer("1", hours: ["daily 08:00-20:00"])], standby: Sample.lena), remarks: []),
    Case(
      testDescription: "the first turn begins later", plan: Sample.plan([layer("1", [Sample.kim], "2026-01-12")]),
      remarks: [
        "The plan gives duty to nobody from 2026-01-05T08:00:00Z until 2026-01-12T08:00:00Z, when the first turn begins."
      ]),
    Case(
      testDescription: "its hours begin later than its first turn",
      plan: Sample.plan([layer("1", [Sample.kim], "2026-01-12", hours: ["tue 10:00-12:00"])]),
      remarks: [
        "The plan gives duty to nobody from 2026-01-05T08:00:00Z until 2026-01-13T09:00:00Z, when the first turn begins."
      ]),
    Case(
      testDescription: "a hand-over in the middle of nights",
      plan: Sample.plan(
        [Sample.layer([Sample.kim, Sample.lena], .days, "00:00", monday, hours: ["daily 22:00-06:00"])],
        cover: ["daily 22:00-06:00"]),
      remarks: [cut("00:00", "daily 22:00-06:00")]),
    Case(
      testDescription: "one by the week that falls on another day",
      plan: Sample.plan(
        [Sample.layer([Sample.kim, Sample.lena], .weeks, "09:00", monday, hours: ["tue-fri 08:00-18:00"])],
        cover: ["tue-fri 08:00-18:00"]), remarks: []),
    Case(
      testDescription: "one by the week within that day's hours",
      plan: Sample.plan(
        [Sample.layer([Sample.kim, Sample.lena], .weeks, "09:00", monday, hours: ["mon-fri 08:00-18:00"])],
        cover: ["mon-fri 08:00-18:00"]),
      remarks: [cut("09:00", "mon-fri 08:00-18:00")]),
    Case(
      testDescription: "whole days, and one person alone, are cut by intent",
      plan: Sample.plan(
        [
          Sample.layer(key: "1", [Sample.kim, Sample.lena], .days, "09:00", monday, hours: ["sat-sun 00:00-24:00"]),
          Sample.layer(key: "2", [Sample.kim], .days, "12:00", monday, hours: ["mon-fri 08:00-18:00"]),
        ], cover: ["daily 08:00-18:00"]), remarks: []),
    Case(
      testDescription: "nobody is needed until then",
      plan: Sample.plan([layer("1", [Sample.kim], "2026-01-12")], cover: ["tue 10:00-12:00"]), remarks: []),
    Case(
      testDescription: "who stands by has the beginning",
      plan: Sample.plan([layer("1", [Sample.kim], "2026-01-12")], standby: Sample.lena), remarks: []),
  ]

  @Test(arguments: cases) func says(_ one: Case) {
    let version = Sample.version(one.plan, from: "2026-01-05T08:00:00Z")
    let said = version.remarks(from: Sample.at("2026-01-01T00:00:00Z"))
      .map { $0.words(name: \.text, time: \.rfc3339) }
    #expect(said == one.remarks)
  }

  @Test("times are taken as people write them, and said as they were read")
  func readings() throws {
    let draft = RosterDraft(
      name: "a", timeZone: "UTC", cover: ["Mon-Fri 8:00-18:00"],
      layers: [.init(name: "b", people: ["kim"], handover: "8:00", start: "2026-01-05", hours: ["daily 22:00-6:00"])])
    let plan = try draft.plan { .success(RecordID($0)) }
    #expect(plan.layers[0].rotation.handover == 480 && plan.cover[0].text == "mon-fri 08:00-18:00")
    #expect(plan.layers[0].hours[0].text == "daily 22:00-06:00")
    #expect(
      draft.readings.map { $0.words(name: \.text, time: \.rfc3339) } == [
        "Mon-Fri 8:00-18:00 was read as mon-fri 08:00-18:00.", "8:00 was read as 08:00.",
        "daily 22:00-6:00 was read as daily 22:00-06:00.",
      ])
    #expect(RosterDraft.minutes("24:00") == nil && RosterDraft.minutes(":800") == nil)
  }

  @Test("the next is somebody else, or who has it goes on")
  func next() {
    func shift(_ day: Int, _ person: RecordID?) -> DutyShift {
      let from = DutySample.at("2026-01-05T00:00:00Z") + .days(Int64(day))
      return DutyShift(
        span: DutySpan(from: from, to: from + .days(1)),
        place: DutyPlace(holder: person.map { .person($0) } ?? .nobody(.notNeeded), source: .none))
    }
    let (kim, lena) = (DutySample.kim, DutySample.lena)
    #expect(NextDuty(after: [shift(0, kim), shift(1, nil), shift(2, kim), shift(3, lena)]) == .other(shift(3, lena)))
    #expect(NextDuty(after: [shift(0, kim), shift(1, nil), shift(2, kim)]) == .goesOn)
    #expect(NextDuty(after: [shift(0, nil), shift(1, kim)]) == .other(shift(1, kim)))
    #expect(NextDuty(after: [shift(0, nil)]) == .nobody && NextDuty(after: []) == .nobody)
  }
}
