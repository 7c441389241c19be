import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevels
import Tickets
import TicketsUseCases

/// What of agreements is hardly meant: by their definitions, and by what became of tickets opened in a span.
public struct FindAgreementFindings: Query {
  /// Tickets opened at or after it; nil: a year before the end.
  public var from: Instant?
  /// And before it; nil: until now.
  public var to: Instant?

  /// Days that are looked at where nobody says from when.
  public static let usualDays: Int64 = 365

  public init(from: Instant? = nil, to: Instant? = nil) { (self.from, self.to) = (from, to) }

  public struct Answer: Hashable, Sendable {
    public var report: FindingsReport
    public var from: Instant
    public var to: Instant
    public var asOf: Instant
    public var agreements: Int
    /// Tickets that were read.
    public var tickets: Int
    /// Names of agreements by key.
    public var names: [String: String]
    /// The calendars that each names.
    public var calendars: [String: Set<String>]
  }

  /// - Throws: `invalid` where the span has no length.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeAgreements)
    // What is opened at this very instant is among them.
    let to = self.to ?? look.now + .milliseconds(1)
    let from = self.from ?? to - .days(FindAgreementFindings.usualDays)
    guard from < to else { throw MainstayError.field("to", "must lie after `from`") }
    let agreements = try look.lintedAgreements()
    var report = try look.lint(agreements)
    var history = TicketHistory(from: from, to: to)
    if look.principal.may(.seeCompliance) {
      let reader = HistoryReader(agreements, in: look)
      let bounds = try reader.read(&history)
      report.add(HistoryLint(agreements, history: history, now: look.now).report())
      report.bounds += bounds
    } else {
      report.notLookedAt.append("Tickets were not looked at: that needs the right to see compliance.")
    }
    return Answer(
      report: report, from: from, to: to, asOf: look.now, agreements: agreements.count, tickets: history.read,
      names: Dictionary(agreements.map { ($0.key, $0.agreement.name) }, uniquingKeysWith: { first, _ in first }),
      calendars: Dictionary(
        agreements.map { ($0.key, Set($0.agreement.objectives.map(\.calendar))) },
        uniquingKeysWith: { first, _ in first }))
  }
}

/// What drafts would add to what stands in definitions, and take away.
public struct FindingsOfDrafts: Query {
  public var drafts: AgreementDrafts
  public init(_ drafts: AgreementDrafts) { self.drafts = drafts }

  public struct Answer: Hashable, Sendable {
    /// All that would stand there.
    public var report: FindingsReport
    /// Of these, what does not stand there now.
    public var made: [AgreementFinding]
    /// What stands there now and would not any more.
    public var mended: [AgreementFinding]
  }

  /// - Throws: `invalid` for drafts that could not be applied.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeAgreements)
    _ = try look.plan(drafts)
    return try look.findings(of: drafts)
  }
}

extension Look {
  /// As above, of drafts that were planned already.
  package func findings(of drafts: AgreementDrafts) throws -> FindingsOfDrafts.Answer {
    let present = try lint(lintedAgreements())
    let then = try lint(lintedAgreements(with: drafts))
    return FindingsOfDrafts.Answer(report: then, made: then.beyond(present), mended: present.beyond(then))
  }
}

/// Reads tickets into what is held against the definitions.
private struct HistoryReader {
  let look: Look
  let agreements: [LintedAgreement]

  init(_ agreements: [LintedAgreement], in look: Look) { (self.agreements, self.look) = (agreements, look) }

  /// Whose hours people who open tickets notice.
  private static let waitedFor: Set<Metric> = [.firstResponse, .resolution, .fulfilment]

  private struct Alike: Hashable {
    var agreement: RecordID?
    var kind: String
    var attributes: String
  }

  /// What bounds were hit.
  func read(_ history: inout TicketHistory) throws -> [String] {
    var bounds: [String] = []
    let keys = try AgreementsInForce(in: look).keys
    let kinds = try WordStore.all([.kind], in: look.transaction)
    let measures = Dictionary(
      kinds.map { ($0.key, $0.measure == .fulfilment) }, uniquingKeysWith: { first, _ in first })
    let store = FindingsStore(sight: look.principal.sight(of: .seeCompliance), transaction: look.transaction)
    var groups: [Alike: TicketHistory.Group] = [:]
    var openings = openingTallies()
    var oldest = history.to
    var isCut = false
    try store.tickets(from: history.from, to: history.to, limit: FindingLimits.tickets + 1) { ticket in
      guard history.read < FindingLimits.tickets else {
        isCut = true
        return
      }
      history.read += 1
      oldest = ticket.openedAt
      let key = ticket.agreement.flatMap { keys[$0] }
      if let key { for index in openings[key]?.indices ?? 0..<0 { openings[key]?[index].add(ticket.openedAt) } }
      // Which agreement covers it could not be told: neither one nor none.
      guard !ticket.isUndecided else { return }
      let alike = Alike(agreement: ticket.agreement, kind: ticket.kind, attributes: ticket.attributes)
      if groups[alike] == nil {
        guard groups.count < FindingLimits.groups else { return }
        groups[alike] = TicketHistory.Group(
          agreement: key, attributes: try FindingsStore.attributes(ticket.attributes, kind: ticket.kind),
          toFulfil: measures[ticket.kind] ?? false)
      }
      groups[alike]?.add(ticket.number)
    }
    if groups.count == FindingLimits.groups {
      bounds.append(
        "Tickets fall into more than \(Numerals.grouped(FindingLimits.groups)) kinds by what they have: the rest was not told "
          + "apart.")
    }
    if isCut {
      bounds.append(
        "Only the newest \(Numerals.grouped(FindingLimits.tickets)) tickets of the span were read, back to "
          + "\(oldest.rfc3339).")
      history.from = oldest
    }
    history.groups = groups.values.sorted {
      ($1.count, $0.tickets.first ?? "") < ($0.count, $1.tickets.first ?? "")
    }
    history.openings = openings.values.flatMap { $0 }.sorted {
      ($0.agreement, $0.calendar) < ($1.agreement, $1.calendar)
    }
    bounds += try targets(&history, keys, store)
    bounds += try closings(&history, keys, store)
    return bounds
  }

  private func openingTallies() -> [String: [TicketHistory.Openings]] {
    Dictionary(
      agreements.map { one in
        let named = one.agreement.objectives.filter { HistoryReader.waitedFor.contains($0.metric) }.map(\.calendar)
        return (
          one.key,
          Set(named).sorted().compactMap { key in
            one.calendars[key].map { TicketHistory.Openings(agreement: one.key, calendar: key, hours: $0) }
          }
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  private func targets(
    _ history: inout TicketHistory, _ keys: [RecordID: String], _ store: FindingsStore
  ) throws -> [String] {
    struct Place: Hashable {
      var agreement: String
      var objective: String
      var length: Duration
    }
    var found: [Place: TicketHistory.Target] = [:]
    var read = 0
    try store.targets(from: history.from, to: history.to, limit: FindingLimits.targets + 1) { counted in
      read += 1
      guard read <= FindingLimits.targets, let key = keys[counted.agreement] else { return }
      let place = Place(agreement: key, objective: counted.objective, length: counted.length)
      var target =
        found[place] ?? TicketHistory.Target(agreement: key, objective: counted.objective, length: counted.length)
      target.met += counted.met
      target.breached += counted.breached
      target.halved += counted.halved
      found[place] = target
    }
    history.targets = found.values.sorted {
      ($0.agreement, $0.objective, $0.length) < ($1.agreement, $1.objective, $1.length)
    }
    return read <= FindingLimits.targets
      ? []
      : [
        "Clocks have more than \(Numerals.grouped(FindingLimits.targets)) targets: the rarest were left out."
      ]
  }

  private func closings(
    _ history: inout TicketHistory, _ keys: [RecordID: String], _ store: FindingsStore
  ) throws -> [String] {
    let closing = Set(
      agreements.filter { one in one.agreement.objectives.contains { $0.stopAt == .closed } }.map(\.key))
    let versions = keys.filter { closing.contains($0.value) }.keys.map(\.text).sorted()
    guard !versions.isEmpty else { return [] }
    var found: [TicketHistory.Closing] = []
    var isCut = false
    try store.closings(
      of: versions, from: history.from, to: history.to, limit: FindingLimits.closings + 1
    ) { row in
      guard found.count < FindingLimits.closings else {
        isCut = true
        return
      }
      guard let key = keys[row.agreement] else { return }
      found.append(
        TicketHistory.Closing(
          agreement: key, attributes: try FindingsStore.attributes(row.attributes, kind: row.kind), number: row.number,
          resolvedAt: row.resolvedAt, closedAt: row.closedAt))
    }
    history.closings = found
    return isCut
      ? ["Only the newest \(Numerals.grouped(FindingLimits.closings)) tickets that a timer closed were read."] : []
  }
}
