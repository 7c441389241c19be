import BusinessTime
import Kernel
import Testing
@testable import Agreements

/// What one ticket is to a period: November 2026 in UTC.
@Suite("Measured objectives: what a ticket counts as, by rule", .timeLimit(.minutes(10)))
struct MeasureKindTests {
  /// A line of a history: `2 09:00 opened team=desk kind=request`, days of November, in UTC; days beyond are of December.
  static func event(_ text: String) throws -> ClockEvent {
    let parts = text.split(separator: " ").map(String.init)
    let start = try Instant(parsing: "2026-11-01T00:00:00Z")
    let time = parts[1].split(separator: ":").compactMap { Int64($0) }
    let at = start + .days(Int64(parts[0])! - 1) + .hours(time[0]) + .minutes(time[1])
    let said = Dictionary(
      parts.dropFirst(3).map { part in
        let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
        return (pair[0], pair[1])
      }, uniquingKeysWith: { $1 })
    let kind: ClockEvent.Kind
    switch parts[2] {
    case "opened":
      let others = said.filter { !["team", "owner"].contains($0.key) }
      kind = .opened(attributes: others, team: said["team"], assignee: said["owner"])
    case "assigned": kind = .assigned(team: said["team"], assignee: said["owner"])
    case "unassigned": kind = .unassigned
    case "handedOff": kind = .handedOff(vendor: said["vendor"] ?? "acme")
    case "solved": kind = .resolved
    case "reopened": kind = .reopened
    case "closed": kind = .closed(byTimer: false)
    case "cancelled": kind = .cancelled
    case "merged": kind = .merged
    case "changed": kind = .changed(said.mapValues(Optional.some))
    case "agreementEnded": kind = .agreementEnded
    default: throw MainstayError.field("event", parts[2])
    }
    return ClockEvent(at, kind)
  }

  static func course(_ lines: [String], asOf: Instant) throws -> TicketCourse? {
    let events = try lines.map(event)
    var isRequest = false
    if case .opened(let attributes, _, _)? = events.first?.kind { isRequest = attributes["kind"] == "request" }
    return TicketCourse(events, isRequest: isRequest, asOf: asOf)
  }

  static func objective(_ text: String) throws -> MeasuredObjective {
    var members: [String: JSON] = ["name": "m", "measure": .string(text.split(separator: " ").first.map(String.init)!)]
    members["target"] = members["measure"] == "backlog" ? 5 : "50%"
    for part in text.split(separator: " ").dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      members[pair[0]] = .string(pair[1])
    }
    let json: JSON = [
      "name": "A", "objectives": [["name": "o", "metric": "resolution", "calendar": "c", "target": "PT1H"]],
      "measures": [.object(members)],
    ]
    return try Agreement(json: json).measures[0]
  }

  static func frame(_ objective: MeasuredObjective, asOf: String, calendar: BusinessCalendar? = nil) throws
    -> MeasureFrame
  {
    let period = MeasurePeriod(parsing: "2026-11")!.range(in: .utc)
    return MeasureFrame(objective, period: period, asOf: try event(asOf + " solved").at, zone: .utc, calendar: calendar)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var measure: String
    var history: [String]
    var asOf: String
    /// `numerator fulfilled`, several with commas; empty: counts as nothing.
    var counts: String
    /// Whether time alone can still change it.
    var isOpen: Bool

    init(_ measure: String, _ history: [String], asOf: String = "60 00:00", _ counts: String, open: Bool = false) {
      (self.measure, self.history, self.asOf, self.counts, isOpen) = (measure, history, asOf, counts, open)
    }
    var testDescription: String { "\(measure): \(history.joined(separator: "; ")) as of \(asOf)" }
  }

  static let fulfilment: [Case] = [
    Case("fulfilment-rate", ["2 09:00 opened kind=request", "5 09:00 solved"], "numerator fulfilled"),
    Case("fulfilment-rate", ["2 09:00 opened kind=incident", "5 09:00 solved"], ""),
    Case("fulfilment-rate tickets=all", ["2 09:00 opened kind=incident", "5 09:00 solved"], "numerator fulfilled"),
    Case("fulfilment-rate", ["30 09:00 opened kind=request", "31 00:00 solved"], "rest not-fulfilled"),
    Case("fulfilment-rate", ["30 09:00 opened kind=request", "30 23:59 solved"], "numerator fulfilled"),
    Case("fulfilment-rate", ["31 00:00 opened kind=request", "31 09:00 solved"], ""),
    Case("fulfilment-rate", ["2 09:00 opened kind=request"], asOf: "3 00:00", "rest not-fulfilled-yet", open: true),
    Case("fulfilment-rate", ["2 09:00 opened kind=request", "3 09:00 closed"], "numerator fulfilled"),
    Case(
      "fulfilment-rate", ["2 09:00 opened kind=request", "5 09:00 solved", "6 09:00 reopened"], "rest open-again"),
    Case(
      "fulfilment-rate",
      ["2 09:00 opened kind=request", "5 09:00 solved", "6 09:00 reopened", "7 09:00 solved"], "numerator fulfilled"),
    Case("fulfilment-rate", ["2 09:00 opened kind=request", "5 09:00 merged"], "leftOut merged"),
    Case("fulfilment-rate", ["2 09:00 opened kind=request", "5 09:00 cancelled"], "leftOut withdrawn"),
    Case("fulfilment-rate", ["2 09:00 opened kind=request", "35 09:00 cancelled"], "rest not-fulfilled"),
    Case("fulfilment-rate within=P5D", ["29 09:00 opened kind=request", "33 09:00 solved"], "numerator fulfilled"),
    Case("fulfilment-rate within=P5D", ["2 09:00 opened kind=request", "7 09:00 solved"], "numerator fulfilled"),
    Case("fulfilment-rate within=P5D", ["2 09:00 opened kind=request", "7 09:01 solved"], "rest not-fulfilled"),
    Case(
      "fulfilment-rate within=P5D", ["2 09:00 opened kind=request", "3 09:00 solved"], asOf: "4 00:00",
      "pending not-yet", open: true),
    Case(
      "fulfilment-rate within=P5D", ["2 09:00 opened kind=request", "3 09:00 solved", "8 09:00 reopened"],
      "numerator fulfilled"),
    Case(
      "fulfilment-rate within=P5D", ["2 09:00 opened kind=request", "3 09:00 merged"], asOf: "4 00:00",
      "leftOut merged"),
    Case(
      "fulfilment-rate", ["2 09:00 opened kind=request", "3 09:00 solved"], asOf: "4 00:00", "numerator fulfilled",
      open: true),
  ]

  static let firstContact: [Case] = [
    Case("first-contact-resolution", ["2 09:00 opened owner=kim", "2 10:00 solved"], "numerator first-contact"),
    Case("first-contact-resolution", ["2 09:00 opened", "2 10:00 solved"], "rest no-owner"),
    Case(
      "first-contact-resolution", ["2 09:00 opened team=desk", "2 09:10 assigned owner=kim", "2 10:00 solved"],
      "numerator first-contact"),
    Case(
      "first-contact-resolution",
      [
        "2 09:00 opened team=desk", "2 09:05 assigned team=net", "2 09:10 assigned owner=kim",
        "2 10:00 solved",
      ], "numerator first-contact"),
    Case(
      "first-contact-resolution", ["2 09:00 opened owner=kim", "2 09:30 assigned owner=lee", "2 10:00 solved"],
      "rest other-owner"),
    Case(
      "first-contact-resolution",
      ["2 09:00 opened team=desk owner=kim", "2 09:30 assigned team=net", "2 10:00 solved"],
      "rest other-team"),
    Case(
      "first-contact-resolution", ["2 09:00 opened owner=kim", "2 09:30 handedOff", "2 10:00 solved"],
      "rest handed-off"),
    Case(
      "first-contact-resolution",
      ["2 09:00 opened owner=kim", "2 09:30 unassigned", "2 09:40 assigned owner=kim", "2 10:00 solved"],
      "numerator first-contact"),
    Case(
      "first-contact-resolution", ["2 09:00 opened owner=kim", "2 10:00 solved", "9 10:00 reopened"], "rest reopened"),
    Case(
      "first-contact-resolution", ["2 09:00 opened owner=kim", "2 10:00 solved", "9 10:01 reopened"],
      "numerator first-contact"),
    Case(
      "first-contact-resolution", ["2 09:00 opened owner=kim", "2 10:00 solved"], asOf: "3 00:00",
      "numerator first-contact", open: true),
    Case(
      "first-contact-resolution within=PT1H", ["2 09:00 opened owner=kim", "2 10:00 solved"], asOf: "3 00:00",
      "numerator first-contact"),
    Case(
      "first-contact-resolution", ["2 09:00 opened owner=kim", "2 10:00 solved", "2 11:00 assigned owner=lee"],
      "numerator first-contact"),
    Case(
      "first-contact-resolution", ["2 09:00 opened owner=kim", "2 10:00 solved", "3 10:00 merged"], "leftOut merged"),
    Case("first-contact-resolution", ["2 09:00 opened owner=kim", "31 10:00 solved"], ""),
    Case(
      "first-contact-resolution",
      ["2 09:00 opened owner=kim", "2 10:00 solved", "20 10:00 reopened", "21 10:00 solved"],
      "numerator first-contact"),
    Case(
      "first-contact-resolution by=firstTeam",
      ["2 09:00 opened team=desk", "2 09:20 assigned owner=kim", "2 09:30 assigned owner=lee", "2 10:00 solved"],
      "numerator first-contact"),
    Case(
      "first-contact-resolution by=firstTeam",
      ["2 09:00 opened team=desk", "2 09:30 assigned team=net", "2 10:00 solved"],
      "rest other-team"),
    Case("first-contact-resolution by=firstTeam", ["2 09:00 opened owner=kim", "2 10:00 solved"], "rest no-team"),
  ]

  static let others: [Case] = [
    Case("reopen-rate", ["2 09:00 opened", "3 09:00 solved"], "rest stayed"),
    Case("reopen-rate", ["2 09:00 opened", "3 09:00 solved", "17 09:00 reopened"], "numerator reopened"),
    Case("reopen-rate", ["2 09:00 opened", "3 09:00 solved", "17 09:01 reopened"], "rest stayed"),
    Case(
      "reopen-rate", ["2 09:00 opened", "3 09:00 solved", "4 09:00 reopened", "5 09:00 solved"],
      "numerator reopened, rest stayed"),
    Case("reopen-rate", ["2 09:00 opened", "3 09:00 solved", "4 09:00 cancelled"], "leftOut withdrawn"),
    Case(
      "reopen-rate", ["2 09:00 opened", "3 09:00 solved", "4 09:00 reopened", "5 09:00 cancelled"],
      "numerator reopened"),
    Case("reopen-rate", ["2 09:00 opened", "3 09:00 solved"], asOf: "5 00:00", "rest stayed", open: true),
    Case("reopen-rate", ["2 09:00 opened", "31 09:00 solved"], ""),
    Case("reopen-rate", ["2 09:00 opened", "30 09:00 solved", "33 09:00 reopened"], "numerator reopened"),
    Case("backlog", ["2 09:00 opened"], "numerator older"),
    Case("backlog olderThan=P5D", ["2 09:00 opened"], "numerator older"),
    Case("backlog olderThan=P5D", ["28 09:00 opened"], "rest younger"),
    Case("backlog", ["2 09:00 opened", "30 09:00 solved"], ""),
    Case("backlog", ["2 09:00 opened", "31 00:00 solved"], "numerator older"),
    Case("backlog", ["2 09:00 opened", "3 09:00 solved", "30 09:00 reopened"], "numerator older"),
    Case("backlog", ["2 09:00 opened", "3 09:00 merged"], ""),
    Case("backlog", ["2 09:00 opened", "33 09:00 merged"], "numerator older"),
    Case("backlog", ["2 09:00 opened"], asOf: "3 00:00", "numerator older", open: true),
    Case("backlog", ["31 00:00 opened"], ""),
    // Open at the end of 29 days of the 30, old enough at the end of those from the 7th on.
    Case("backlog olderThan=P5D count=dailyMean", ["2 09:00 opened"], "numerator older 24, rest younger 5"),
    Case("backlog olderThan=P5D count=dailyMean", ["2 09:00 opened", "4 09:00 solved"], "rest younger 2"),
    Case("backlog count=dailyMean", ["2 09:00 opened"], asOf: "1 12:00", ""),
  ]

  @Test("each history counts as the rule says", arguments: fulfilment + firstContact + others)
  func counts(_ one: Case) throws {
    let objective = try Self.objective(one.measure)
    let frame = try Self.frame(objective, asOf: one.asOf)
    let course = try Self.course(one.history, asOf: frame.asOf)
    let items = course.map { objective.kind.count($0, frame) } ?? []
    let told = items.map { item in
      "\(item.part.rawValue) \(item.reason.code)" + (item.weight == 1 ? "" : " \(item.weight)")
    }
    #expect(told.joined(separator: ", ") == one.counts)
    #expect(items.contains { $0.settlesAt != nil } == one.isOpen)
    for item in items { #expect(item.settlesAt.map { $0 > frame.asOf } ?? true) }
  }

  @Test("with a calendar lengths are open time, and days its working days; days: local are local dates all the same")
  func openTime() throws {
    let weekdays = Weekday.allCases.prefix(5).map { ($0, Window(start: 9 * 60, end: 17 * 60).map { [$0] } ?? []) }
    let calendar = try BusinessCalendar(
      CalendarDefinition(
        timeZone: "UTC", workingDay: .hours(8), weekly: Dictionary(uniqueKeysWithValues: weekdays)), zone: .utc)
    var objective = try Self.objective("fulfilment-rate within=P2D calendar=c")
    // The 5th of November 2026 is a Thursday.
    let history = ["5 12:00 opened kind=request", "9 12:00 solved"]
    func part(asOf: String = "20 00:00") throws -> MeasuredItem? {
      let frame = try Self.frame(objective, asOf: asOf, calendar: calendar)
      return try Self.course(history, asOf: frame.asOf).flatMap { objective.kind.count($0, frame).first }
    }
    #expect(try part()?.part == .numerator)
    #expect(try part(asOf: "9 11:59")?.part == .pending)
    objective.countsLocalDays = true
    #expect(try part()?.part == .rest)
  }

  @Test("what happened after the merging, and what has no effect, changes nothing; what is unknown as of then neither")
  func course() throws {
    let asOf = try Self.event("60 00:00 solved").at
    let lines = [
      "2 09:00 opened priority=P3", "3 09:00 reopened", "4 09:00 solved", "4 10:00 solved", "5 09:00 closed",
    ]
    let course = try #require(try Self.course(lines + ["6 09:00 merged", "7 09:00 reopened"], asOf: asOf))
    #expect(course.solvings.count == 1 && course.solvings[0].reopenedAt == nil && course.end?.isMerge == true)
    let early = try #require(try Self.course(lines, asOf: try Self.event("3 12:00 solved").at))
    #expect(early.solvings.isEmpty && early.isOpen(at: early.openedAt))
    #expect(try Self.course(lines, asOf: try Self.event("1 12:00 solved").at) == nil)
    #expect(try Self.course(Array(lines.dropFirst()), asOf: asOf) == nil, "the first of it is no opening")
    let changed = try #require(
      try Self.course(["2 09:00 opened priority=P3", "5 09:00 changed priority=P1"], asOf: asOf))
    #expect(changed.attributes(at: try Self.event("4 09:00 solved").at) == ["priority": "P3"])
    #expect(changed.attributes(at: try Self.event("5 09:00 solved").at) == ["priority": "P1"])
  }

  @Test("a thing is counted by the version in force at its instant, and held to the first target that fits then")
  func placed() throws {
    var old = try Self.objective("reopen-rate")
    old.targets = [
      MeasureTarget(when: [Condition("priority", anyOf: ["P1"])], level: .share(tenThousandths: 100)),
      MeasureTarget(level: .share(tenThousandths: 500)),
    ]
    var new = old
    new.targets = [MeasureTarget(when: [Condition("priority", anyOf: ["P2"])], level: .share(tenThousandths: 200))]
    let change = try Self.event("10 00:00 solved").at
    let versions = [
      MeasureInForce(try Self.frame(old, asOf: "60 00:00"), version: 1) { $0 < change },
      MeasureInForce(try Self.frame(new, asOf: "60 00:00"), version: 2) { $0 >= change },
    ]
    let lines = [
      "2 09:00 opened priority=P3", "3 09:00 solved", "4 09:00 reopened", "5 09:00 changed priority=P1",
      "6 09:00 solved",
      "7 09:00 reopened", "20 09:00 solved",
    ]
    let placed = try #require(try Self.course(lines, asOf: versions[0].frame.asOf)).placed(by: versions)
    #expect(placed.map(\.version) == [1, 1, 2])
    #expect(placed.map { $0.target?.level.text } == ["5%", "1%", nil])
    #expect(placed.map(\.item.part) == [.numerator, .numerator, .rest])
    // Once its agreement is switched off for a ticket, it is left out.
    let ended = try #require(
      try Self.course(["2 09:00 opened", "3 09:00 agreementEnded", "4 09:00 solved"], asOf: versions[0].frame.asOf))
    #expect(ended.placed(by: versions).map(\.item.reason.code) == ["agreement-ended"])
    var only = old
    only.when = [Condition("priority", anyOf: ["P9"])]
    let none = [MeasureInForce(try Self.frame(only, asOf: "60 00:00"), version: 1) { _ in true }]
    #expect(try #require(try Self.course(lines, asOf: none[0].frame.asOf)).placed(by: none).isEmpty)
  }

  @Test("of random histories, numerators are parts of denominators, each thing is counted once, and time settles")
  func random() throws {
    var chance = SplitMix64(seed: 20_261_130)
    let measures = [
      "fulfilment-rate tickets=all", "fulfilment-rate within=P3D tickets=all", "first-contact-resolution",
      "first-contact-resolution by=firstTeam within=PT36H", "reopen-rate", "backlog olderThan=P4D",
      "backlog olderThan=P4D count=dailyMean",
    ]
    func pick<T>(_ from: [T]) -> T { from[Int(chance.next() % UInt64(from.count))] }
    for round in 0..<400 {
      var lines = ["\(1 + Int(chance.next() % 34)) 09:00 opened kind=request"]
      for _ in 0..<Int(chance.next() % 9) {
        let what = pick([
          "solved", "reopened", "closed", "cancelled", "merged", "assigned owner=kim", "assigned owner=lee",
          "assigned team=net", "unassigned", "handedOff",
        ])
        lines.append("\(1 + Int(chance.next() % 50)) \(10 + Int(chance.next() % 12)):00 \(what)")
      }
      let start = lines.removeFirst()
      let opened = try Self.event(start).at
      lines = try [start] + lines.filter { try Self.event($0).at > opened }
      for measure in measures {
        let objective = try Self.objective(measure)
        let frame = try Self.frame(objective, asOf: "\(2 + Int(chance.next() % 60)) 00:00")
        let items = try Self.course(lines, asOf: frame.asOf).map { objective.kind.count($0, frame) } ?? []
        let count = items.reduce(into: MeasureCount()) { $0.add($1) }
        #expect(count.numerator <= count.denominator, "\(round): \(measure): \(lines)")
        #expect(
          count.numerator + count.rest + count.leftOut + count.pending == items.reduce(0) { $0 + $1.weight },
          "\(round): \(measure): \(lines)")
        #expect(
          items.allSatisfy { frame.period.contains($0.at) && $0.weight > 0 && $0.at <= frame.asOf },
          "\(round): \(measure): \(lines)")
        // Nothing is counted twice: one thing an instant and part.
        #expect(Set(items.map { "\($0.at.milliseconds) \($0.part)" }).count == items.count)
        guard objective.kind != .backlog, items.allSatisfy({ $0.settlesAt == nil }) else { continue }
        // What is settled stays as it is, however much time passes without anything happening.
        let known = try lines.filter { try Self.event($0).at <= frame.asOf }
        let later = MeasureFrame(
          objective, period: frame.period, asOf: frame.asOf + .days(400), zone: .utc, calendar: nil)
        let again = try Self.course(known, asOf: later.asOf).map { objective.kind.count($0, later) } ?? []
        if !items.isEmpty { #expect(again == items, "\(round): \(measure): \(known)") }
      }
    }
  }
}
