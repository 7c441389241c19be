import Agreements
import BusinessTime
import Editors
import Kernel
import Testing

@Suite("A ticket made up for each row of targets", .timeLimit(.minutes(10)))
struct ExampleTicketTests {
  private static func objective(_ rows: [[String: [String]]]) -> Objective {
    Objective(
      name: "r", metric: .resolution, calendar: "always",
      targets: rows.enumerated().map { number, when in
        Target(
          when: when.sorted { $0.key < $1.key }.map { Condition($0.key, anyOf: $0.value) },
          length: .open(ISO8601Duration(time: .hours(Int64(number + 1)))))
      })
  }

  private static func examples(
    _ scope: [String: [String]], _ rows: [[String: [String]]], words: [String: [String]] = [:]
  ) -> [ExampleTicket] {
    let objective = objective(rows)
    return rows.indices.map { ExampleTicket(row: $0, of: objective, scope: scope, words: words) }
  }

  @Test("it is covered and falls to its row; where there is none, that is said")
  func table() {
    let (p1, p2) = (["priority": ["P1"]], ["priority": ["P2"]])
    #expect(
      Self.examples(["priority": ["P1", "P2"]], [p1, p2, [:]]) == [.ticket(p1.firsts), .ticket(p2.firsts), .none])
    let payments = ["service": ["payments"], "priority": ["P1"]]
    #expect(
      Self.examples(["service": ["payments", "warehouse"]], [payments, p1, [:]]) == [
        .ticket(["service": "payments", "priority": "P1"]), .ticket(["service": "warehouse", "priority": "P1"]),
        .ticket(["service": "payments"]),
      ])
    // What no row and no scope names it does not have, but for what every ticket has.
    #expect(Self.examples([:], [p1, [:]]) == [.ticket(p1.firsts), .ticket([:])])
    #expect(
      Self.examples([:], [p1, [:]], words: ["priority": ["P3", "P1"]]) == [
        .ticket(p1.firsts), .ticket(["priority": "P3"]),
      ])
    #expect(Self.examples([:], [p1, [:]], words: ["priority": ["P1"]]) == [.ticket(p1.firsts), .none])
    // The first value that somebody wrote, and not the first of the alphabet.
    #expect(Self.examples([:], [["priority": ["P9", "P1"]]]) == [.ticket(["priority": "P9"])])
  }

  @Test("a row is the engine's own choice for its ticket, whatever the rows and the scope")
  func asTheEngine() throws {
    let calendar = try BusinessCalendar(.aroundTheClock(timeZone: "UTC"), zone: .utc)
    var state: UInt64 = 7
    func next(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    func conditions() -> [String: [String]] {
      var found: [String: [String]] = [:]
      for name in ["a", "b", "c"] where next(2) == 0 {
        found[name] = ["x", "y", "z"].filter { _ in next(2) == 0 }
        if found[name] == [] { found[name] = nil }
      }
      return found
    }
    var none = 0
    for _ in 0..<300 {
      let (scope, rows) = (conditions(), (0...next(5)).map { _ in conditions() })
      let objective = Self.objective(rows)
      let plan = try ClockPlan(Agreement(name: "a", objectives: [objective]), calendars: ["always": calendar])
      for row in rows.indices {
        switch ExampleTicket(row: row, of: objective, scope: scope) {
        case .ticket(let attributes):
          let opened = ClockEvent(.init(seconds: 0), .opened(attributes: attributes, team: nil, assignee: nil))
          let clock = ClockEvaluator(plan: plan, events: [opened]).report(asOf: .init(seconds: 0)).clocks.first
          #expect(clock?.targets.last?.row == row)
          #expect(scope.allSatisfy { name, values in attributes[name].map(values.contains) ?? false })
        case .none: none += 1
        case .undecided: Issue.record("undecided")
        }
      }
    }
    #expect(none > 10)
  }
}

extension [String: [String]] {
  /// Each attribute with its first value.
  fileprivate var firsts: [String: String] { compactMapValues { $0.first } }
}
