import Core
import Escalation
import Kernel
import Storage
import Tickets
import TicketsUseCases

/// What will fire within some hours on tickets that the asker sees, and to whom, if nobody acknowledges and nothing
/// happens to them; and what waits for the asker's own acknowledgement.
public struct ListComing: Query {
  public var hours: Int
  /// Tickets of which the asker is or would be told, and no others.
  public var mine: Bool
  /// Tickets on which somebody was asked to acknowledge and nobody has.
  public var unacknowledged: Bool
  /// Tickets that a team has, by its key.
  public var team: String?

  public init(
    hours: Int = ListComing.usual, mine: Bool = false, unacknowledged: Bool = false, team: String? = nil
  ) { (self.hours, self.mine, self.unacknowledged, self.team) = (hours, mine, unacknowledged, team) }

  public static let usual = 8
  public static let range = 1...72
  /// Tickets that are looked through.
  public static let most = 200

  /// - Throws: `invalid` naming `hours`.
  public func answer(from look: Look) throws -> Coming {
    try look.principal.require(.seeLadders)
    guard ListComing.range.contains(hours) else {
      throw MainstayError.field(
        "hours", "is a whole number from \(ListComing.range.lowerBound) to \(ListComing.range.upperBound)")
    }
    let end = look.now + .hours(Int64(hours))
    let seen = look.principal.sight(of: .seeAllTickets).condition(after: 3)
    let tickets = try RunStore.coming(
      until: end, limit: ListComing.most + 1, team: team, seen: seen, in: look.transaction)
    var coming = Coming(until: end, items: [], asked: [], hasMore: tickets.count > ListComing.most, unreadable: [])
    let maker = EscalatedMaker(look: look)
    for id in tickets.prefix(ListComing.most) {
      do {
        guard let file = try TicketFile.load(id, in: look.transaction), let found = try EscalationCase(file, in: look)
        else { continue }
        let items = try maker.coming(found, until: end)
        let isAsking = try items.isEmpty ? false : maker.isAsking(found)
        if unacknowledged, !isAsking { continue }
        if mine, !(try items.contains { $0.tells(look.principal.name) } || tells(look, id)) { continue }
        if isAsking, !items.isEmpty { coming.unacknowledged += 1 }
        coming.items += items
      } catch MainstayError.unreadable(let record, let reason) {
        coming.unreadable.append("\(record): \(reason)")
      }
    }
    coming.items.sort {
      ($0.firing.firedAt, $0.number, $0.firing.step) < ($1.firing.firedAt, $1.number, $1.firing.step)
    }
    for id in try RunStore.asked(of: look.principal.id, limit: ListComing.most, in: look.transaction) {
      // Who was told while they saw it may see it no more.
      guard let file = try? TicketFile.load(id, in: look.transaction),
        look.principal.sight(of: .seeAllTickets).takesIn(file.ticket), let found = try? look.escalations(of: id)
      else { continue }
      coming.asked += found.filter { one in
        one.isOpen
          && one.people.contains { $0.name == look.principal.name && $0.acknowledgedAt == nil && $0.obstacle == nil }
      }
    }
    return coming
  }

  /// Whether the asker was told of a ticket already.
  private func tells(_ look: Look, _ ticket: RecordID) throws -> Bool {
    try RunStore.tellings(of: ticket, in: look.transaction).contains {
      $0.person == look.principal.id && $0.message != nil
    }
  }
}

extension Escalated {
  fileprivate func tells(_ name: String) -> Bool { people.contains { $0.name == name && $0.obstacle == nil } }
}

/// What `ListComing` finds.
public struct Coming: Hashable, Sendable {
  public var until: Instant
  /// By instant.
  public var items: [Escalated]
  /// What waits for the asker's own acknowledgement.
  public var asked: [Escalated]
  /// Tickets among these on which somebody was asked to acknowledge and nobody has.
  public var unacknowledged = 0
  /// Whether more tickets have something to come than were looked through.
  public var hasMore: Bool
  public var unreadable: [String]

  /// By ticket, those first on which something comes first.
  public var tickets: [[Escalated]] {
    var places: [RecordID: Int] = [:]
    var found: [[Escalated]] = []
    for item in items {
      if let place = places[item.run.ticket] {
        found[place].append(item)
      } else {
        places[item.run.ticket] = found.count
        found.append([item])
      }
    }
    return found
  }
}

extension Look {
  /// What has come on the ladders of a ticket, newest first.
  func escalations(of ticket: RecordID) throws -> [Escalated] {
    guard let file = try TicketFile.load(ticket, in: transaction), let found = try EscalationCase(file, in: self) else {
      return []
    }
    let maker = EscalatedMaker(look: self)
    let runs = Dictionary(
      try maker.runs(of: found).map { ($0.row.key, ($0.run, $0.row)) }, uniquingKeysWith: { first, _ in first })
    return try maker.made(
      found.firings.reversed(), runs: runs, tellings: RunStore.tellings(of: ticket, in: transaction),
      numbers: [ticket: file.ticket.number])
  }
}

/// What fired on tickets that the asker sees, to whom, and what came of it, newest first, a page at a time.
public struct ListFired: Query {
  /// Where a page ends: the next begins after it.
  public struct Position: Hashable, Sendable {
    public var at: Instant
    public var run: RunKey
    public var step: LadderStep
    public init(at: Instant, run: RunKey, step: LadderStep) { (self.at, self.run, self.step) = (at, run, step) }
  }

  public var before: Position?
  public var limit: Int
  public init(before: Position? = nil, limit: Int = PageLimits.usual) { (self.before, self.limit) = (before, limit) }

  public func answer(from look: Look) throws -> Fired {
    try look.principal.require(.seeLadders)
    let limit = PageLimits.clamp(limit)
    let seen = look.principal.sight(of: .seeAllTickets).condition(after: 9)
    let found = try RunStore.fired(before: before, limit: limit + 1, seen: seen, in: look.transaction)
    var rows = found.rows
    let hasMore = rows.count + found.unreadable.count > limit
    if hasMore, !rows.isEmpty { rows.removeLast() }
    var (unreadable, made) = (found.unreadable, [FiringRow: Escalated]())
    for ticket in Set(rows.map(\.run.ticket)) {
      do {
        for one in try look.escalations(of: ticket) { made[FiringRow(one.run, one.firing)] = one }
      } catch MainstayError.unreadable(let record, let reason) {
        unreadable.append("\(record): \(reason)")
      }
    }
    return Fired(
      items: rows.compactMap { made[$0] },
      next: hasMore ? rows.last.map { Position(at: $0.firing.firedAt, run: $0.run, step: $0.firing.step) } : nil,
      unreadable: unreadable)
  }
}

/// A page of what fired.
public struct Fired: Hashable, Sendable {
  public var items: [Escalated]
  /// Nil on the last page.
  public var next: ListFired.Position?
  public var unreadable: [String]
}

extension ListFired.Position: CursorPosition {
  public var members: JSON {
    .members([
      "at": .integer(at.milliseconds), "ticket": .string(run.ticket.text), "ladder": .string(run.ladder),
      "clock": .string(run.clock), "cycle": .integer(Int64(run.cycle)), "rung": .integer(Int64(step.rung)),
      "pass": .integer(Int64(step.pass)), "attempt": .integer(Int64(step.attempt)),
    ])
  }

  public init?(members: JSON) {
    guard let at = members["at"]?.integerValue, let ticket = members["ticket"]?.stringValue,
      let ladder = members["ladder"]?.stringValue, let clock = members["clock"]?.stringValue,
      let cycle = members["cycle"]?.integerValue, let rung = members["rung"]?.integerValue,
      let pass = members["pass"]?.integerValue, let attempt = members["attempt"]?.integerValue,
      let cycle = Int(exactly: cycle), let rung = Int(exactly: rung), let pass = Int(exactly: pass),
      let attempt = Int(exactly: attempt)
    else { return nil }
    self.init(
      at: Instant(milliseconds: at), run: RunKey(ticket: RecordID(ticket), ladder: ladder, clock: clock, cycle: cycle),
      step: LadderStep(rung: rung, pass: pass, attempt: attempt))
  }
}

/// The ladders of one ticket: what came on them, newest first, and what comes within some days.
public struct ShowEscalations: Query {
  public var key: TicketKey
  public init(_ key: TicketKey) { self.key = key }

  /// How far ahead is looked.
  public static let ahead = Duration.days(7)

  /// - Throws: `notFound`, `forbidden`.
  public func answer(from look: Look) throws -> TicketEscalations {
    try look.principal.require(.seeLadders)
    let file = try look.deskFile(key)
    var answer = TicketEscalations(
      id: file.ticket.id, number: file.ticket.number, fired: try look.escalations(of: file.ticket.id), coming: [],
      runs: [], mayAcknowledge: false)
    guard let found = try EscalationCase(file, in: look) else { return answer }
    let maker = EscalatedMaker(look: look)
    answer.coming = try maker.coming(found, until: look.now + ShowEscalations.ahead)
    answer.runs = try found.runs.map { row in
      TicketEscalations.Run(
        key: row.key,
        ladder: try look.app.ladders.ladder(row.key.ladder, version: row.version, in: look.transaction).name,
        version: row.version, startedAt: row.startedAt, endedAt: row.endedAt, why: row.why)
    }
    answer.mayAcknowledge = answer.fired.contains { one in
      one.firing.needed > 0 && found.runs.contains { $0.key == one.run && $0.endedAt == nil }
        && one.people.contains { $0.name == look.principal.name && $0.obstacle == nil && $0.acknowledgedAt == nil }
    }
    return answer
  }
}

/// What `ShowEscalations` finds.
public struct TicketEscalations: Hashable, Sendable {
  public struct Run: Hashable, Sendable {
    public var key: RunKey
    public var ladder: String
    public var version: Int
    public var startedAt: Instant
    public var endedAt: Instant?
    public var why: String?
  }
  public var id: RecordID
  public var number: String
  public var fired: [Escalated]
  public var coming: [Escalated]
  public var runs: [Run]
  /// Whether something waits for the asker's acknowledgement.
  public var mayAcknowledge: Bool
}
