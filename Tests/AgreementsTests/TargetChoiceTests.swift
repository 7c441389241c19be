import Agreements
import BusinessTime
import Kernel
import Testing

/// The reason for a clock's target is what the engine found, never what the ticket happens to have.
@Suite("Why a clock has its target", .timeLimit(.minutes(10)))
struct TargetChoiceTests {
  private static let start = RandomTicket.start
  private static func hours(_ count: Int64) -> TargetLength { .open(ISO8601Duration(time: .hours(count))) }

  /// What stands in each reason: the instant in hours from the start, the row, and what met it.
  private func reasons(
    _ targets: [Target], _ events: [(hour: Int64, kind: ClockEvent.Kind)], onChange: ChangePolicy = .carryElapsed,
    reopen: ReopenPolicy = .continue, asOf hour: Int64 = 100
  ) throws -> [[String]] {
    let objective = Objective(
      name: "r", metric: .resolution, calendar: "always", targets: targets, onChange: onChange, reopen: reopen)
    let found = try evaluate(
      Agreement(name: "A", objectives: [objective]), calendars: TestCalendars.all,
      events: events.map { ClockEvent(TargetChoiceTests.start + .hours($0.hour), $0.kind) },
      asOf: TargetChoiceTests.start + .hours(hour))
    return found.clocks.map { clock in
      clock.targets.map { choice in
        let since = (choice.since - TargetChoiceTests.start).milliseconds / 3_600_000
        let met = choice.met.map { "\($0.condition.attribute)=\($0.value)@\($0.event ?? -1)" }
        return "\(since) \(choice.row.map(String.init) ?? "none") \(met.joined(separator: ","))"
      }
    }
  }

  private func opened(_ attributes: [String: String]) -> (hour: Int64, kind: ClockEvent.Kind) {
    (0, .opened(attributes: attributes, team: nil, assignee: nil))
  }

  private static let rows = [
    Target(when: [Condition("service", anyOf: ["mail", "web"])], length: hours(2)),
    Target(when: [Condition("priority", anyOf: ["P1", "P2"]), Condition("tier", anyOf: ["gold"])], length: hours(4)),
    Target(when: [Condition("priority", anyOf: ["P4"])], length: hours(4)),
    Target(length: hours(8)),
  ]

  @Test("a row that asks for a service is not explained by the priority")
  func service() throws {
    #expect(
      try reasons(TargetChoiceTests.rows, [opened(["service": "web", "priority": "P1"])]) == [["0 0 service=web@0"]])
  }

  @Test("all conditions of a row are named, each with the event that set its value")
  func several() throws {
    #expect(
      try reasons(
        TargetChoiceTests.rows, [opened(["priority": "P3", "tier": "gold"]), (1, .prioritized("P2"))])
        == [["0 3 ", "1 1 priority=P2@1,tier=gold@0"]])
  }

  @Test("a row without a condition, and no row at all")
  func unconditional() throws {
    #expect(try reasons(TargetChoiceTests.rows, [opened(["priority": "P3"])]) == [["0 3 "]])
    #expect(try reasons([TargetChoiceTests.rows[2]], [opened(["priority": "P3"])]) == [["0 none "]])
  }

  @Test("rows of one length differ in their reason alone; another value in the same row is another reason")
  func sameLength() throws {
    let opening = opened(["priority": "P1", "tier": "gold"])
    #expect(
      try reasons(TargetChoiceTests.rows, [opening, (1, .prioritized("P4")), (2, .prioritized("P2"))])
        == [["0 1 priority=P1@0,tier=gold@0", "1 2 priority=P4@1", "2 1 priority=P2@2,tier=gold@0"]])
    #expect(
      try reasons(TargetChoiceTests.rows, [opening, (1, .prioritized("P2"))])
        == [["0 1 priority=P1@0,tier=gold@0", "1 1 priority=P2@1,tier=gold@0"]])
  }

  @Test("a past instant has the reason of then, and what changes nothing is no reason")
  func past() throws {
    let events = [
      opened(["priority": "P3"]), (1, .changed(["colour": "red"])), (2, .changed(["service": "mail"])),
    ]
    #expect(try reasons(TargetChoiceTests.rows, events, asOf: 1) == [["0 3 "]])
    #expect(try reasons(TargetChoiceTests.rows, events) == [["0 3 ", "2 0 service=mail@2"]])
  }

  @Test("a breached clock keeps the target that it breached, and its reason")
  func breached() throws {
    #expect(
      try reasons(TargetChoiceTests.rows, [opened(["priority": "P4"]), (5, .prioritized("P3"))])
        == [["0 2 priority=P4@0"]])
  }

  @Test("each cycle has reasons of its own: after a restart, and after a reopening")
  func cycles() throws {
    let opening = opened(["priority": "P4"])
    #expect(
      try reasons(TargetChoiceTests.rows, [opening, (1, .prioritized("P3"))], onChange: .restart)
        == [["0 2 priority=P4@0"], ["1 3 "]])
    #expect(
      try reasons(
        TargetChoiceTests.rows, [opening, (1, .resolved), (2, .changed(["service": "web"])), (3, .reopened)])
        == [["0 2 priority=P4@0"], ["3 0 service=web@2"]])
  }

  @Test("a change at the instant of the opening leaves one reason")
  func atOnce() throws {
    #expect(
      try reasons(TargetChoiceTests.rows, [opened(["priority": "P3"]), (0, .prioritized("P4"))])
        == [["0 2 priority=P4@1"]])
  }

  @Test("verdicts alone carry no reasons")
  func verdictsOnly() throws {
    let objective = Objective(name: "r", metric: .resolution, calendar: "always", targets: TargetChoiceTests.rows)
    let plan = try ClockPlan(Agreement(name: "A", objectives: [objective]), calendars: TestCalendars.all)
    let evaluator = ClockEvaluator(
      plan: plan,
      events: [ClockEvent(TargetChoiceTests.start, .opened(attributes: [:], team: nil, assignee: nil))])
    #expect(evaluator.verdicts(asOf: TargetChoiceTests.start).allSatisfy { $0.targets.isEmpty })
  }

  @Test("in words it says the row, the value, and what else the row would take")
  func words() throws {
    let choice = TargetChoice(
      since: TargetChoiceTests.start, row: 1, length: TargetChoiceTests.hours(4),
      met: [MetCondition(Condition("priority", anyOf: ["P1", "P2"]), value: "P2", event: 3)], passedOver: 1)
    #expect(
      choice.sentence { "timeline[\($0)]" }
        == "row 2 of the targets: priority is P2, one of P1, P2, timeline[3] (rule 8)")
    let last = TargetChoice(
      since: TargetChoiceTests.start, row: 1, length: TargetChoiceTests.hours(4), met: [], passedOver: 1)
    #expect(last.sentence { _ in "" } == "row 2 of the targets: no row before it fits (rule 8)")
  }
}
