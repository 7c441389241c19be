import Agreements
import Kernel
import ServiceLevels

/// What drafts would have made of the past, beside what was made of it.
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
  /// Tickets with an objective that is met under one and breached under the other.
  public var changed = 0
  /// Of these, the ones that are nearest to their target under the drafts.
  public var deciding: [DecidingTicket] = []

  init(_ question: WhatIf, asOf: Instant) {
    (from, to, by, self.asOf) = (question.from, question.to, question.by, asOf)
  }

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
  /// The name that the objective has in the drafts, or in the agreements of today.
  public var objective: String
  public var group: String?
  /// Under the drafts.
  public var draft = ComplianceTally()
  /// As recorded, under whatever agreement covers each of the same tickets.
  public var today = ComplianceTally()
  /// Tickets on which the objective is met today and breached under the drafts, and the other way round.
  public var newlyBreached = 0
  public var newlyMet = 0

  init(objective: String, group: String?) { (self.objective, self.group) = (objective, group) }

  mutating func add(_ other: WhatIfRow) {
    draft = draft + other.draft
    today = today + other.today
    newlyBreached += other.newlyBreached
    newlyMet += other.newlyMet
  }
}

/// A ticket whose verdict is another one under the drafts.
public struct DecidingTicket: Hashable, Sendable {
  public var ticket: RecordID
  public var number: String
  public var objective: String
  public var group: String?
  /// Whether it is met under the drafts; it is breached as recorded then, and the other way round.
  public var isMet: Bool
  /// The time used under the drafts less the target: above zero it is breached.
  public var over: Duration
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
  /// The tickets whose time is nearest to their target.
  static func nearest(_ tickets: [DecidingTicket], _ count: Int) -> [DecidingTicket] {
    let sorted = tickets.sorted {
      ($0.over.milliseconds.magnitude, $0.number, $0.objective) < (
        $1.over.milliseconds.magnitude, $1.number, $1.objective
      )
    }
    return Array(sorted.prefix(min(count, WhatIfLimits.deciding)))
  }
}
