import Agreements
import AgreementsUseCases
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import Testing

/// Holds what is decided by boxes against every ticket there can be.
@Suite("Overlaps and rows that nothing reaches, against every ticket there can be", .timeLimit(.minutes(10)))
struct ChoiceBruteForceTests {
  private static let attributes = ["kind", "priority", "service"]
  /// A value that no definition names stands for all others, and none for what a ticket does not have.
  private static let values: [String?] = ["x", "y", "z", "other", nil]

  /// Every ticket there can be.
  private static let tickets: [[String: String]] = attributes.reduce([[:]]) { tickets, name in
    tickets.flatMap { ticket in
      values.map { value in
        var ticket = ticket
        ticket[name] = value
        return ticket
      }
    }
  }

  private static func scope(_ random: inout Draws) -> [String: [String]] {
    var scope: [String: [String]] = [:]
    for name in attributes where random.below(2) == 0 {
      scope[name] = ["x", "y", "z"].filter { _ in random.below(2) == 0 }
      if scope[name]?.isEmpty == true { scope[name] = ["x"] }
    }
    return scope
  }

  @Test("which agreements are never chosen, and which pairs the key decides", arguments: 0..<300)
  func agreements(_ seed: Int) {
    var random = Draws(seed: UInt64(seed))
    let terms = (0..<2 + random.below(5)).map { number in
      AgreementTerms(
        key: "k\(number)", agreement: Agreement(name: "k\(number)", objectives: []), scope: Self.scope(&random))
    }
    let report = DefinitionLint(terms.map { LintedAgreement($0, calendars: [:]) }, now: Lint.now).report()
    #expect(report.bounds.isEmpty)
    var chosen: Set<String> = []
    var pairs: Set<[String]> = []
    for ticket in Self.tickets {
      // By the rule by which the engine chooses.
      let covering = terms.filter { $0.covers(ticket, at: Lint.now) }.sorted { $0.goesBefore($1) }
      guard let best = covering.first else { continue }
      chosen.insert(best.key)
      for other in covering.dropFirst() where other.scope.count == best.scope.count {
        pairs.insert([best.key, other.key])
      }
    }
    let never = Set(report.findings.filter { $0.kind == .neverApplies }.compactMap(\.agreement))
    #expect(never == Set(terms.map(\.key)).subtracting(chosen))
    var overlaps: Set<[String]> = []
    for finding in report.findings where finding.kind == .overlap {
      let first = String(finding.sentence.prefix { $0 != " " })
      overlaps.insert([first, finding.agreement ?? ""])
    }
    #expect(overlaps == pairs.filter { !never.contains($0[1]) })
  }

  @Test("which rows are never reached", arguments: 0..<300)
  func rows(_ seed: Int) {
    var random = Draws(seed: UInt64(seed) + 7000)
    let rows = (0..<1 + random.below(7)).map { row in
      let when = random.below(6) == 0 ? [:] : Self.scope(&random)
      return Lint.row("PT\(row + 1)H", when)
    }
    let report = DefinitionLint(
      [Lint.agreement("a", objectives: [Lint.objective("r", .resolution, rows)])], now: Lint.now
    ).report()
    var reached: Set<Int> = []
    for ticket in Self.tickets {
      let row = rows.firstIndex { row in
        row.when.allSatisfy { condition in ticket[condition.attribute].map(condition.values.contains) ?? false }
      }
      if let row { reached.insert(row + 1) }
    }
    let never = Set(report.findings.filter { $0.kind == .rowNeverReached }.compactMap(\.row))
    #expect(never == Set(1...rows.count).subtracting(reached))
  }
}

/// Draws from a fixed row of numbers.
private struct Draws {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
