import Agreements
import AgreementsUseCases
import Kernel
import Testing

@Suite("Why an agreement covers a ticket, or does not", .timeLimit(.minutes(10)))
struct CoverageReasonTests {
  private static let day = Instant(milliseconds: 1_748_854_800_000)

  private static func candidate(
    _ key: String, _ scope: [String: [String]] = [:], from: Instant? = nil, to: Instant? = nil,
    effective: Instant = .earliest
  ) -> CoverageCandidate {
    CoverageCandidate(
      AgreementTerms(
        key: key, agreement: Agreement(name: key, objectives: []), scope: scope, validFrom: from, validTo: to),
      effectiveFrom: effective)
  }

  /// Agreements, what the ticket has, why each does or does not.
  private static let table: [([CoverageCandidate], [String: String], [CoverageReason])] = [
    ([candidate("a")], [:], [.applies]),
    ([candidate("a"), candidate("b")], [:], [.applies, .behind("a")]),
    (
      [candidate("a"), candidate("gold", ["service": ["mail", "web"]])], ["service": "mail"],
      [.lessSpecific(than: "gold"), .applies]
    ),
    (
      [candidate("a"), candidate("gold", ["service": ["mail", "web"]])], ["service": "print"],
      [.applies, .outOfScope([ScopeMiss("service", wanted: ["mail", "web"], found: "print")])]
    ),
    (
      [candidate("gold", ["service": ["mail"], "organisation": ["acme"]])], ["service": "mail"],
      [.outOfScope([ScopeMiss("organisation", wanted: ["acme"], found: nil)])]
    ),
    ([candidate("a", from: day + .hours(1)), candidate("b")], [:], [.notYet(day + .hours(1)), .applies]),
    ([candidate("a", effective: day + .hours(2)), candidate("b")], [:], [.notYet(day + .hours(2)), .applies]),
    // The end is the first instant at which it no longer holds.
    ([candidate("a", to: day), candidate("b", to: day + .milliseconds(1))], [:], [.over(day), .applies]),
    ([], [:], []),
  ]

  @Test("by time, by scope, and by which goes before", arguments: table.indices)
  func reasons(_ index: Int) {
    let (candidates, attributes, expected) = Self.table[index]
    #expect(candidates.reasons(for: attributes, openedAt: Self.day) == expected)
  }

  @Test("at most one applies, and it is the one that the engine chooses", arguments: 0..<200)
  func agreesWithTheEngine(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let names = ["priority", "service", "organisation"]
    let candidates = (0..<5).map { number in
      Self.candidate(
        "k\(number)",
        Dictionary(
          uniqueKeysWithValues: names.filter { _ in Bool.random(using: &random) }.map { ($0, ["x", "y"]) }))
    }
    let attributes = Dictionary(
      uniqueKeysWithValues: names.map { ($0, Bool.random(using: &random) ? "x" : "z") })
    let reasons = candidates.reasons(for: attributes, openedAt: Self.day)
    let chosen = candidates.map(\.terms).filter { $0.covers(attributes, at: Self.day) }
      .min { (-$0.scope.count, $0.key) < (-$1.scope.count, $1.key) }
    #expect(zip(candidates, reasons).filter { $0.1 == .applies }.map(\.0.terms.key) == (chosen.map { [$0.key] } ?? []))
  }
}
