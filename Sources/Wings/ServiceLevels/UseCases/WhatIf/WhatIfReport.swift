import Agreements
import Kernel
import ServiceLevels

/// What drafts would have made of the past, beside what the versions in force now make of it, and what was recorded.
public struct WhatIfReport: Hashable, Sendable {
  public var from: Instant?
  public var to: Instant?
  public var by: ComplianceDimension
  /// Clocks are seen as they stood at this instant.
  public var asOf: Instant
  /// Tickets opened in the period that the drafts would have covered.
  public var tickets = 0
  /// By objective and group; a group without a name last.
  public var rows: [WhatIfRow] = []
  /// Tickets with an objective that comes to something else under the drafts than under the version in force now.
  public var changed = 0
  /// Tickets that differ so from what was recorded.
  public var changedRecorded = 0
  /// Keys of agreements in force that the drafts do not name: they go along with their changed open hours.
  public var takenAlong: [String] = []
  /// Tickets opened in the period that a version in force covers and no draft, though the drafts take its place: how many
  /// fall to which agreement beside the drafts, by its key, or with nil to none. What these clocks come to is not replayed.
  public var released: [String?: Int] = [:]
  /// Of those that change, the ones that are nearest to their target under the drafts.
  public var deciding: [DecidingTicket] = []

  init(_ question: WhatIf, asOf: Instant) {
    (from, to, by, self.asOf) = (question.from, question.to, question.by, asOf)
  }

  mutating func release(to key: String?) { released[key, default: 0] += 1 }

  /// An objective's groups together.
  public func total(of objective: String) -> WhatIfRow {
    rows.filter { $0.objective == objective }.reduce(WhatIfRow(objective: objective, group: nil)) { sum, row in
      var sum = sum
      sum.add(row)
      return sum
    }
  }

  /// The objectives of both sides, by name.
  public var objectives: [String] { Set(rows.map(\.objective)).sorted() }
}

/// The clocks of one objective on one group of tickets.
public struct WhatIfRow: Hashable, Sendable {
  /// The name that the objective has in the drafts, or in the agreements beside them.
  public var objective: String
  public var group: String?
  /// Under the drafts.
  public var draft = ComplianceTally()
  /// Under the versions in force now.
  public var inForce = ComplianceTally()
  /// As recorded, under whatever agreement covered each of the same tickets.
  public var recorded = ComplianceTally()
  /// Tickets on which the objective comes to something else under the drafts than under the version in force now: none
  /// that does is left out.
  public var moves: [WhatIfMove: Int] = [:]
  /// Tickets on which the objective is met under the version in force now and breached under the drafts, and the other
  /// way round.
  public var newlyBreached: Int { moves[WhatIfMove(from: .met, to: .breached)] ?? 0 }
  public var newlyMet: Int { moves[WhatIfMove(from: .breached, to: .met)] ?? 0 }
  /// The other moves, the most frequent first.
  public var otherMoves: [(move: WhatIfMove, tickets: Int)] {
    moves.filter { !$0.key.isTurned }.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }
  /// Tickets that were recorded as met and are breached under the drafts, and the other way round.
  public var newlyBreachedRecorded = 0
  public var newlyMetRecorded = 0

  /// Whether what was recorded is other than what the versions in force now make of it.
  public var differsFromRecorded: Bool {
    recorded != inForce || newlyBreached != newlyBreachedRecorded || newlyMet != newlyMetRecorded
  }

  init(objective: String, group: String?) { (self.objective, self.group) = (objective, group) }

  mutating func add(_ other: WhatIfRow) {
    draft = draft + other.draft
    inForce = inForce + other.inForce
    recorded = recorded + other.recorded
    moves.merge(other.moves) { $0 + $1 }
    newlyBreachedRecorded += other.newlyBreachedRecorded
    newlyMetRecorded += other.newlyMetRecorded
  }
}

/// What an objective comes to on a ticket, over all its cycles: breached where any is, else met where any is.
public enum WhatIfOutcome: String, Comparable, Sendable {
  case met, breached, running
  /// There is no such clock: it is not promised, was cancelled, or has no target.
  case none

  public static func < (a: WhatIfOutcome, b: WhatIfOutcome) -> Bool { a.rawValue < b.rawValue }
}

/// From what the version in force now makes of an objective on a ticket, to what the drafts make of it.
public struct WhatIfMove: Hashable, Comparable, Sendable {
  public var from: WhatIfOutcome
  public var to: WhatIfOutcome

  public init(from: WhatIfOutcome, to: WhatIfOutcome) { (self.from, self.to) = (from, to) }

  /// Whether what is met is breached, or the other way round.
  var isTurned: Bool { from == .met && to == .breached || from == .breached && to == .met }

  public static func < (a: WhatIfMove, b: WhatIfMove) -> Bool { (a.from, a.to) < (b.from, b.to) }
}

/// A ticket of which an objective comes to something else under the drafts than under the version in force now.
public struct DecidingTicket: Hashable, Sendable {
  public var ticket: RecordID
  public var number: String
  public var objective: String
  public var group: String?
  public var move: WhatIfMove
  /// The time used under the drafts less the target: above zero it is breached. Nil where nothing has ended under them.
  public var over: Duration?
  /// Whether it was met as recorded; nil where that says nothing.
  public var wasMet: Bool?
}

extension WhatIfReport {
  private func place(of row: WhatIfRow) -> Int? {
    rows.firstIndex { $0.objective == row.objective && $0.group == row.group }
  }

  private mutating func add(_ row: WhatIfRow) {
    if let place = place(of: row) { return rows[place].add(row) }
    guard rows.count >= WhatIfLimits.rows else { return rows.append(row) }
    var rest = row
    rest.group = nil
    if let place = place(of: rest) { rows[place].add(rest) } else { rows.append(rest) }
  }

  mutating func add(_ portion: WhatIfReport, keeping count: Int) {
    tickets += portion.tickets
    changed += portion.changed
    changedRecorded += portion.changedRecorded
    released.merge(portion.released) { $0 + $1 }
    for row in portion.rows { add(row) }
    deciding = DecidingTicket.nearest(deciding + portion.deciding, count)
  }

  mutating func sort() {
    rows.sort { a, b in
      if a.objective != b.objective { return a.objective < b.objective }
      return switch (a.group, b.group) {
      case (let a?, let b?): a < b
      case (nil, _): false
      case (_, nil): true
      }
    }
  }
}

extension DecidingTicket {
  /// The tickets whose time is nearest to their target, and behind them those that have no time to tell.
  static func nearest(_ tickets: [DecidingTicket], _ count: Int) -> [DecidingTicket] {
    func distance(_ ticket: DecidingTicket) -> UInt64 { ticket.over?.milliseconds.magnitude ?? .max }
    let sorted = tickets.sorted { (distance($0), $0.number, $0.objective) < (distance($1), $1.number, $1.objective) }
    return Array(sorted.prefix(min(count, WhatIfLimits.deciding)))
  }
}
