import Agreements
import Governance
import Kernel
import People
import Storage
import Tickets

/// An exclusion in the register.
public struct ExclusionRecord: Sendable {
  public enum Source: Sendable {
    case ticket(TicketRow, sequence: Int64)
    /// It stands in an agreement since this version.
    case agreement(key: String, version: Int, name: String)
  }
  public var source: Source
  public var from: Instant
  public var to: Instant
  public var reason: String
  /// The evidence, or the clause that it rests on.
  public var evidence: String?
  public var approver: String
  /// When it was approved: recorded on the ticket, or applied with the agreement.
  public var at: Instant
  public var undone: UndoneBreaches
  var place: ListExclusions.Position
}

/// How many breaches an exclusion undid: clocks that are breached without it and not with it, over the
/// exclusions that were there before it, so that the numbers of several add up.
public struct UndoneBreaches: Hashable, Sendable {
  public var breaches = 0
  /// The tickets that were evaluated without and with it.
  public var tickets = 0
  /// Whether these are all that it concerns.
  public var isWhole = true

  public init(breaches: Int = 0, tickets: Int = 0, isWhole: Bool = true) {
    (self.breaches, self.tickets, self.isWhole) = (breaches, tickets, isWhole)
  }
}

/// Bounds of the register.
public enum ExclusionLimits {
  /// Tickets that one page evaluates for the exclusions of agreements.
  public static let evaluated = 500
  /// Tickets that are evaluated for one exclusion of an agreement.
  public static let evaluatedEach = 100
  /// Characters of the evidence.
  public static let evidence = TextBounds.evidence.length.upperBound
}

/// The register of exclusions: those of tickets and those that stand in agreements, newest first.
public struct ListExclusions: Query {
  /// Where a page ends: the next begins before it.
  public struct Position: Hashable, Sendable {
    public var at: Instant
    public var stream: String
    public var sequence: Int64

    public init(at: Instant, stream: String, sequence: Int64) {
      (self.at, self.stream, self.sequence) = (at, stream, sequence)
    }

    func comes(before other: Position) -> Bool {
      if at != other.at { return at < other.at }
      if !stream.isExactly(other.stream) { return stream.precedesByBytes(other.stream) }
      return sequence < other.sequence
    }
  }

  public struct Answer: Sendable {
    public var items: [ExclusionRecord]
    public var next: Position?
  }

  public var before: Position?
  public var limit: Int

  public init(before: Position? = nil, limit: Int = PageLimits.usual) { (self.before, self.limit) = (before, limit) }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeCompliance)
    let limit = PageLimits.clamp(limit)
    var found = try ticketExclusions(limit + 1, in: look).map(Found.ticket)
    found += try standing(in: look).map(Found.agreement)
    found.sort { $1.place.comes(before: $0.place) }
    var budget = ExclusionLimits.evaluated
    let items = try found.prefix(limit).compactMap { try record($0, &budget, in: look) }
    let next = found.count > limit ? found[limit - 1].place : nil
    return Answer(items: items, next: next)
  }

  private enum Found {
    case ticket(StoredEntry)
    case agreement(Standing)

    var place: Position {
      switch self {
      case .ticket(let stored):
        let entry = stored.entry
        return Position(at: entry.recordedAt, stream: entry.stream, sequence: entry.sequence)
      case .agreement(let standing): return standing.place
      }
    }
  }

  /// An exclusion that stands in an agreement, at the first version that has it.
  private struct Standing {
    var exclusion: Agreements.Exclusion
    var place: Position
    /// Every version that has it, with what stands before it there.
    var versions: [(version: AgreementVersion, earlier: [Agreements.Exclusion])]
  }

  private func ticketExclusions(_ limit: Int, in look: Look) throws -> [StoredEntry] {
    try ExclusionStore.latest(before: before, limit: limit, in: look.transaction)
  }

  private func standing(in look: Look) throws -> [Standing] {
    struct Name: Hashable {
      var key: String
      var exclusion: Agreements.Exclusion
    }
    var order: [Name] = []
    var known: [Name: Standing] = [:]
    for id in try AgreementStore.versionIDs(in: look.transaction) {
      guard let version = try look.app.agreements.version(id, in: look.transaction) else { continue }
      let exclusions = version.terms.exclusions
      for (index, exclusion) in exclusions.enumerated() {
        let name = Name(key: version.key, exclusion: exclusion)
        if known[name] == nil {
          let place = Position(at: version.appliedAt, stream: "agreement/" + version.key, sequence: Int64(index))
          known[name] = Standing(exclusion: exclusion, place: place, versions: [])
          order.append(name)
        }
        // The same interval twice in one version is one exclusion.
        if known[name]?.versions.last?.version.id != version.id {
          known[name]?.versions.append((version, Array(exclusions[..<index])))
        }
      }
    }
    return order.compactMap { known[$0] }.filter { standing in before.map(standing.place.comes(before:)) ?? true }
  }

  private func record(_ found: Found, _ budget: inout Int, in look: Look) throws -> ExclusionRecord? {
    switch found {
    case .ticket(let stored):
      let entry = stored.entry
      guard let id = entry.stream.key(behind: "ticket/").map(RecordID.init),
        let row = try TicketStore.row(id, in: look.transaction),
        let file = try TicketFile.load(id, in: look.transaction),
        let exclusion = file.exclusion(at: entry.sequence)
      else { return nil }
      let breaches = try look.effects(of: entry.sequence, in: file).count(where: \.undoesBreach)
      return ExclusionRecord(
        source: .ticket(row, sequence: entry.sequence), from: exclusion.from, to: exclusion.to,
        reason: exclusion.reason, evidence: exclusion.evidence,
        approver: try SubjectNames([entry.actor], in: look.transaction)(entry.actor), at: entry.recordedAt,
        undone: UndoneBreaches(breaches: breaches, tickets: 1), place: found.place)
    case .agreement(let standing):
      guard let first = standing.versions.first?.version else { return nil }
      return ExclusionRecord(
        source: .agreement(key: first.key, version: first.version, name: first.terms.agreement.name),
        from: standing.exclusion.from, to: standing.exclusion.to, reason: standing.exclusion.reason,
        evidence: standing.exclusion.clause,
        approver: try AgreementStore.agreement(first.id, in: look.transaction)?.appliedBy ?? "", at: first.appliedAt,
        undone: try measure(standing, &budget, in: look), place: found.place)
    }
  }

  private func measure(_ standing: Standing, _ budget: inout Int, in look: Look) throws -> UndoneBreaches {
    var undone = UndoneBreaches()
    for (version, earlier) in standing.versions {
      let room = min(ExclusionLimits.evaluatedEach - undone.tickets, budget)
      let ids = try ExclusionStore.tickets(
        under: version, from: standing.exclusion.from, to: min(standing.exclusion.to, look.now), limit: room + 1,
        in: look.transaction)
      if ids.count > room { undone.isWhole = false }
      for id in ids.prefix(room) {
        guard let file = try TicketFile.load(id, in: look.transaction) else { continue }
        let effects = file.effects(version, known: earlier, of: [standing.exclusion], asOf: look.now)
        undone.breaches += effects.count(where: \.undoesBreach)
        undone.tickets += 1
        budget -= 1
      }
    }
    return undone
  }
}
