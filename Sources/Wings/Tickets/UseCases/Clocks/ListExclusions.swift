import Agreements
import AgreementsUseCases
import Core
import Journal
import Kernel
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
  /// Whether it was taken away since: what it left out counts again, and it undoes nothing.
  public var countsAgain = false
  /// Which it is.
  public internal(set) var place: ListExclusions.Position
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

/// Reads a page of the register of exclusions: those of tickets and those that stand in agreements, newest first, with
/// what they are measured by. `App.exclusions` does both.
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

  /// A page as it was read in one transaction: measuring evaluates clocks of hundreds of tickets, and holds no
  /// connection meanwhile.
  public struct Found: Sendable {
    fileprivate var items: [(record: ExclusionRecord, tickets: [Measured])]
    fileprivate var next: Position?
    fileprivate var asOf: Instant

    func measured() throws -> Answer {
      let records = try items.map { item in
        try Task.checkCancellation()
        var record = item.record
        for ticket in item.tickets {
          let effects = ticket.file.effects(ticket.version, known: ticket.known, of: ticket.new, asOf: asOf)
          record.undone.breaches += effects.count(where: \.undoesBreach)
        }
        return record
      }
      return Answer(items: records, next: next)
    }
  }

  /// A ticket that is evaluated without and with an exclusion.
  fileprivate struct Measured: Sendable {
    var file: TicketFile
    var version: AgreementVersion
    var known: [Agreements.Exclusion]
    var new: [Agreements.Exclusion]
  }

  public var before: Position?
  public var limit: Int

  public init(before: Position? = nil, limit: Int = PageLimits.usual) { (self.before, self.limit) = (before, limit) }

  public func answer(from look: Look) throws -> Found {
    try look.principal.require(.seeCompliance)
    let limit = PageLimits.clamp(limit)
    var found = try ticketExclusions(limit + 1, in: look).map(Source.ticket)
    found += try standing(in: look).map(Source.agreement)
    found.sort { $1.place.comes(before: $0.place) }
    var budget = ExclusionLimits.evaluated
    let tickets = try tickets(of: found.prefix(limit), in: look)
    let items = try found.prefix(limit).compactMap { try record($0, tickets, &budget, in: look) }
    let next = found.count > limit ? found[limit - 1].place : nil
    return Found(items: items, next: next, asOf: look.now)
  }

  private enum Source {
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
    try ExclusionStore.latest(
      before: before, limit: limit, seen: look.principal.sight(of: .seeCompliance), in: look.transaction)
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

  /// The tickets of a page with their histories, and what its approvers are called.
  private struct Tickets {
    var rows: [RecordID: TicketRow]
    var files: [RecordID: TicketFile]
    var names: SubjectNames
  }

  /// Those of a page at once: one by one they would be hundreds of statements.
  private func tickets(of page: ArraySlice<Source>, in look: Look) throws -> Tickets {
    let entries = page.compactMap { if case .ticket(let stored) = $0 { stored.entry } else { nil } }
    let ids = Set(entries.compactMap { $0.stream.key(behind: "ticket/").map(RecordID.init) })
    let rows = try TicketStore.rows(ids, in: look.transaction)
    return Tickets(
      rows: Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) }),
      files: try TicketFile.load(ids, in: look.transaction),
      names: try SubjectNames(entries.map(\.actor), in: look.transaction))
  }

  private func record(
    _ found: Source, _ known: Tickets, _ budget: inout Int, in look: Look
  ) throws -> (record: ExclusionRecord, tickets: [Measured])? {
    switch found {
    case .ticket(let stored):
      let entry = stored.entry
      guard let id = entry.stream.key(behind: "ticket/").map(RecordID.init), let row = known.rows[id],
        let file = known.files[id], let exclusion = file.exclusion(at: entry.sequence)
      else { return nil }
      var record = ExclusionRecord(
        source: .ticket(row, sequence: entry.sequence), from: exclusion.from, to: exclusion.to,
        reason: exclusion.reason, evidence: exclusion.evidence,
        approver: known.names(entry.actor), at: entry.recordedAt,
        undone: UndoneBreaches(tickets: 1), place: found.place)
      record.countsAgain = file.countingAgain.contains(entry.sequence)
      guard let version = try look.version(of: file) else { return (record, []) }
      let again = file.countingAgain
      func exclusions(_ isWanted: (Int64) -> Bool) -> [Agreements.Exclusion] {
        file.history.filter { isWanted($0.sequence) && !again.contains($0.sequence) }.compactMap(\.event.exclusion)
      }
      let earlier = version.terms.exclusions + exclusions { $0 < entry.sequence }
      let measured = Measured(
        file: file, version: version, known: earlier, new: exclusions { $0 == entry.sequence })
      return (record, [measured])
    case .agreement(let standing):
      guard let first = standing.versions.first?.version else { return nil }
      let (undone, tickets) = try concerned(by: standing, &budget, in: look)
      let record = ExclusionRecord(
        source: .agreement(key: first.key, version: first.version, name: first.terms.agreement.name),
        from: standing.exclusion.from, to: standing.exclusion.to, reason: standing.exclusion.reason,
        evidence: standing.exclusion.clause,
        approver: try AgreementStore.maker(of: first.id, in: look.transaction) ?? first.appliedBy, at: first.appliedAt,
        undone: undone,
        place: found.place)
      return (record, tickets)
    }
  }

  private func concerned(
    by standing: Standing, _ budget: inout Int, in look: Look
  ) throws -> (undone: UndoneBreaches, tickets: [Measured]) {
    var undone = UndoneBreaches()
    var tickets: [Measured] = []
    for (version, earlier) in standing.versions {
      let room = min(ExclusionLimits.evaluatedEach - undone.tickets, budget)
      let ids = try ExclusionStore.tickets(
        under: version, from: standing.exclusion.from, to: min(standing.exclusion.to, look.now), limit: room + 1,
        seen: look.principal.sight(of: .seeCompliance), in: look.transaction)
      if ids.count > room { undone.isWhole = false }
      let files = try TicketFile.load(Set(ids.prefix(room)), in: look.transaction)
      for id in ids.prefix(room) {
        guard let file = files[id] else { continue }
        tickets.append(Measured(file: file, version: version, known: earlier, new: [standing.exclusion]))
        undone.tickets += 1
        budget -= 1
      }
    }
    return (undone, tickets)
  }
}

extension App {
  /// The exclusion of this place in the register, with the breaches that it undid as of now.
  ///
  /// - Throws: `notFound` where there is none; `unavailable` where too many clocks are being explained.
  public func exclusion(at place: ListExclusions.Position, as principal: Principal) async throws -> ExclusionRecord {
    var behind = place
    behind.sequence = place.sequence == .max ? .max : place.sequence + 1
    let found = try await exclusions(before: behind, limit: 1, as: principal)
    guard let record = found.items.first, record.place == place else {
      throw MainstayError.notFound(kind: "exclusion", id: "\(place.stream), entry \(place.sequence)")
    }
    return record
  }

  /// A page of the register of exclusions, newest approval first, each with the breaches that it undid as of now.
  ///
  /// - Throws: `unavailable` where too many clocks are being explained.
  public func exclusions(
    before: ListExclusions.Position? = nil, limit: Int = PageLimits.usual, as principal: Principal
  ) async throws -> ListExclusions.Answer {
    let found = try await ask(ListExclusions(before: before, limit: limit), as: principal)
    return try await computing.run { try found.measured() }
  }
}
