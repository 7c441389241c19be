import Agreements
import BusinessTime
import Kernel
import ServiceLevels
import Testing

@Suite("What became of tickets and says something of agreements", .timeLimit(.minutes(10)))
struct HistoryLintTests {
  private static let now = Lint.now

  private static func history(
    _ groups: [TicketHistory.Group] = [], targets: [TicketHistory.Target] = [],
    closings: [TicketHistory.Closing] = [], openings: [TicketHistory.Openings] = []
  ) -> TicketHistory {
    var history = TicketHistory(from: now - .days(365), to: now)
    (history.groups, history.targets, history.closings, history.openings) = (groups, targets, closings, openings)
    history.read = groups.reduce(0) { $0 + $1.count }
    return history
  }

  private static func group(_ agreement: String?, _ attributes: [String: String], _ count: Int, toFulfil: Bool = false)
    -> TicketHistory.Group
  {
    var group = TicketHistory.Group(agreement: agreement, attributes: attributes, toFulfil: toFulfil)
    for number in 0..<count { group.add("INC-\(number)") }
    return group
  }

  private static func findings(_ agreements: [LintedAgreement], _ history: TicketHistory) -> [AgreementFinding] {
    HistoryLint(agreements, history: history, now: now).report().findings
  }

  private static func kinds(_ agreements: [LintedAgreement], _ history: TicketHistory) -> [AgreementFinding.Kind] {
    findings(agreements, history).map(\.kind)
  }

  @Test("tickets that no agreement covers, counted by what they have")
  func uncovered() throws {
    let mail = Lint.agreement("mail", ["service": ["mail"]])
    let one = [
      Self.group("mail", ["service": "mail"], 5), Self.group(nil, ["service": "print", "priority": "P1"], 30),
      Self.group(nil, ["service": "print", "priority": "P2"], 3),
    ]
    let found = try #require(Self.findings([mail], Self.history(one)).first)
    #expect(found.kind == .uncovered && found.sentence.hasPrefix("33 of 38 tickets have no agreement"))
    #expect(found.evidence.contains(.init("service: print", 33)) && found.evidence.contains(.init("priority: P1", 30)))
    #expect(found.evidence.contains(.init("organisation: none", 33)))
    #expect(found.tickets.count == FindingLimits.named && found.place == .ticket(found.tickets[0]))
    #expect(Self.kinds([mail], Self.history([Self.group("mail", ["service": "mail"], 5)])).isEmpty)
    // What an agreement that was made since would take is mended.
    let since = Self.history([Self.group(nil, ["service": "mail"], 9)])
    #expect(Self.kinds([mail], since).isEmpty)
    #expect(Self.kinds([Lint.agreement("mail", ["service": ["mail"]], to: Self.now)], since) == [.uncovered])
  }

  @Test("an agreement and a row that no ticket reached, once there are tickets and time enough")
  func unused() {
    func chosen(_ tickets: Int, days: Int64) -> [AgreementFinding.Kind] {
      var one = Lint.agreement("gold", ["service": ["gold"]])
      one.since = Self.now - .days(days)
      return Self.kinds([one, Lint.agreement("all")], Self.history([Self.group("all", [:], tickets)]))
    }
    #expect(chosen(100, days: 90) == [.neverChosen])
    #expect(chosen(99, days: 90).isEmpty && chosen(100, days: 89).isEmpty)
    let rows = [
      Lint.row("PT4H", ["priority": ["P1"]]), Lint.row("PT6H", ["priority": ["P2"]]), Lint.row("PT8H"),
    ]
    func row(_ groups: TicketHistory.Group...) -> [AgreementFinding] {
      Self.findings([Lint.agreement("a", objectives: [Lint.objective("r", .resolution, rows)])], Self.history(groups))
    }
    let (p1, p2) = (["priority": "P1"], ["priority": "P2"])
    #expect(row(Self.group("a", p1, 99), Self.group("a", p2, 1)).isEmpty)
    #expect(row(Self.group("a", p1, 99)).isEmpty, "too few to judge")
    // The row for the rest is a net, and may stay empty.
    #expect(row(Self.group("a", p1, 100)).map(\.row) == [2])
    // Requests are fulfilled: they say nothing of a resolution beside it.
    let both = Lint.agreement(
      "a", objectives: [Lint.objective("r", .resolution, rows), Lint.objective("f", .fulfilment)])
    #expect(Self.kinds([both], Self.history([Self.group("a", p1, 100, toFulfil: true)])).isEmpty)
  }

  @Test("hours that miss when tickets are opened: above the stated share, of enough tickets")
  func hours() throws {
    let office = try #require(Lint.office)
    func found(inside: Int, outside: Int) -> [AgreementFinding] {
      var openings = TicketHistory.Openings(agreement: "a", calendar: "office", hours: office)
      // Now is a Monday, 09:00, when it opens.
      for _ in 0..<inside { openings.add(Self.now) }
      for _ in 0..<outside { openings.add(Self.now - .hours(1)) }
      return Self.findings([Lint.agreement("a")], Self.history(openings: [openings]))
    }
    #expect(found(inside: 70, outside: 30).isEmpty)
    #expect(found(inside: 30, outside: 69).isEmpty, "too few to judge")
    let one = try #require(found(inside: 69, outside: 31).first)
    #expect(one.kind == .hoursMiss && one.calendar == "office" && one.agreement == "a")
    #expect(one.evidence == [.init("Monday", 31), .init("Monday, 08:00 to 09:00", 31)])
  }

  @Test("targets that are always met by a wide margin, or hardly ever")
  func targets() {
    func kinds(_ met: Int, halved: Int, breached: Int, length: Duration = .hours(8)) -> [AgreementFinding.Kind] {
      var target = TicketHistory.Target(agreement: "a", objective: "resolution", length: length)
      (target.met, target.halved, target.breached) = (met, halved, breached)
      return Self.kinds([Lint.agreement("a")], Self.history(targets: [target]))
    }
    // Wilson's lower end of n of n is n / (n + 3.8415): 95 % from 73 on; its upper end of 0 of n is 10 % from 35 on.
    #expect(kinds(73, halved: 73, breached: 0) == [.alwaysMet])
    #expect(kinds(72, halved: 72, breached: 0).isEmpty)
    #expect(kinds(200, halved: 180, breached: 0).isEmpty)
    #expect(kinds(0, halved: 0, breached: 50) == [.neverMet])
    #expect(kinds(0, halved: 0, breached: 49).isEmpty, "too few to judge")
    #expect(kinds(5, halved: 0, breached: 45).isEmpty)
    // What no row gives any more is past.
    #expect(kinds(0, halved: 0, breached: 50, length: .hours(7)).isEmpty)
  }

  @Test("a timer that closes later than the target, in most of enough tickets")
  func closings() {
    func kinds(late: Int, inTime: Int, stopAt: StopPoint = .closed) -> [AgreementFinding.Kind] {
      // The calendar is open all the time: eight hours are eight hours.
      func closing(_ wait: Duration) -> TicketHistory.Closing {
        TicketHistory.Closing(
          agreement: "a", attributes: [:], number: "INC-1", resolvedAt: Self.now - .days(9),
          closedAt: Self.now - .days(9) + wait)
      }
      let one = Lint.agreement("a", objectives: [Lint.objective(calendar: "always", stopAt: stopAt)])
      let closings =
        Array(repeating: closing(.hours(8) + .milliseconds(1)), count: late)
        + Array(repeating: closing(.hours(8)), count: inTime)
      return Self.kinds([one], Self.history(closings: closings))
    }
    #expect(kinds(late: 11, inTime: 9) == [.closesTooLate])
    #expect(kinds(late: 10, inTime: 10).isEmpty && kinds(late: 19, inTime: 0).isEmpty)
    #expect(kinds(late: 20, inTime: 0, stopAt: .resolved).isEmpty)
  }
}
