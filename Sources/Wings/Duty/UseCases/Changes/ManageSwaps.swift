import Core
import Duty
import Kernel
import PeopleUseCases

/// Asks somebody to take duty of one's own, perhaps for duty of theirs. It changes hands once they accept.
public struct AskSwap: Command {
  public var roster: RecordID
  /// The sign-in name of who is asked.
  public var taker: String
  public var from: Instant
  public var to: Instant
  /// What the asker takes of theirs; nil: nothing.
  public var back: DutySpan?

  public init(_ roster: RecordID, taker: String, from: Instant, to: Instant, back: DutySpan? = nil) {
    (self.roster, self.taker, self.from, self.to, self.back) = (roster, taker, from, to, back)
  }

  /// - Throws: `notFound`, `conflict` where the roster is closed, `limit`, `invalid`: what is given must be the asker's by
  ///   the plan, and what is returned the other's.
  public func perform(in work: Work) throws -> DutySwap {
    try work.principal.require(.ownDuty)
    let row = try work.look.roster(roster, lock: true)
    try work.requireRunning(row)
    let taker = try work.suitable(taker, at: "person")
    guard taker.id != work.principal.id else { throw MainstayError.field("person", "is you") }
    let swap = DutySwap(
      id: work.newID(), asker: work.principal.id, taker: taker.id,
      given: try work.swapped(from: from, to: to, ("from", "to")),
      returned: try back.map { try work.swapped(from: $0.from, to: $0.to, ("backFrom", "backTo")) }, askedAt: work.now)
    if let returned = swap.returned, returned.within(swap.given) != nil {
      throw MainstayError.field("backFrom", "lies within what is given away")
    }
    let loaded = try work.look.loaded(row, around: swap)
    guard (loaded.swaps[row.id] ?? []).count < DutyLimits.swaps else {
      throw MainstayError.limit(name: "swaps of a roster", limit: DutyLimits.swaps)
    }
    let faults = swap.faults(on: loaded)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    try work.requirePresence(of: taker, in: swap.given, at: "person")
    try work.noteStanding(of: [taker])
    try work.add(SwapRow(roster: row.id, swap: swap), "roster.swap-asked")
    try work.announce(DeskBoard.change)
    try work.tell(.swapAsked, to: taker.id, on: row, swap.given, back: swap.returned)
    return swap
  }
}

/// Asks for several swaps at once, all of them or none. Each is answered by itself.
public struct AskSwaps: Command {
  public var swaps: [AskSwap]
  public init(_ swaps: [AskSwap]) { self.swaps = swaps }

  /// - Throws: As `AskSwap`; faults lie at the paths of their swaps: `swaps[1].from`.
  public func perform(in work: Work) throws -> [DutySwap] {
    try work.principal.require(.ownDuty)
    guard !swaps.isEmpty else { throw MainstayError.field("swaps", "is missing; choose at least one shift") }
    guard swaps.count <= DutyLimits.swapsAtOnce else {
      throw MainstayError.field("swaps", "has more than \(DutyLimits.swapsAtOnce) entries")
    }
    var faults: [FieldFault] = []
    var asked: [DutySwap] = []
    for (index, swap) in swaps.enumerated() {
      do {
        asked.append(try swap.perform(in: work))
      } catch MainstayError.invalid(let found) {
        faults += found.map { FieldFault("swaps[\(index)].\($0.path)", $0.message) }
      }
    }
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    return asked
  }
}

/// Accepts or declines a swap that one was asked for.
public struct AnswerSwap: Command {
  public var id: RecordID
  public var accepts: Bool
  public init(_ id: RecordID, accepts: Bool) { (self.id, self.accepts) = (id, accepts) }

  /// - Throws: `notFound` where it is none of one's own, `conflict` where it was answered, withdrawn or has expired, and
  ///   where the roster gives the duty to others by now.
  public func perform(in work: Work) throws -> DutySwap {
    let row = try work.openSwap(id) { $0.taker }
    if accepts {
      let roster = try work.look.roster(row.roster, lock: true)
      try work.requireRunning(roster)
      guard row.swap.faults(on: try work.look.loaded(roster, around: row.swap)).isEmpty else {
        throw MainstayError.conflict(
          code: "swap-overtaken",
          message: "The roster was changed since this was asked, and gives the duty to others. Nothing was done.")
      }
    }
    return try work.settle(row, accepts ? .accepted : .declined)
  }
}

/// Accepts or declines several swaps that one was asked for, all of them or none.
public struct AnswerSwaps: Command {
  public var ids: [RecordID]
  public var accepts: Bool
  public init(_ ids: [RecordID], accepts: Bool) { (self.ids, self.accepts) = (ids, accepts) }

  /// - Throws: As `AnswerSwap`, of the first that cannot be answered so; `invalid` where none is named, or too many.
  public func perform(in work: Work) throws -> [DutySwap] {
    try work.principal.require(.ownDuty)
    var seen: Set<RecordID> = []
    let ids = ids.filter { seen.insert($0).inserted }
    guard !ids.isEmpty else { throw MainstayError.field("swaps", "is missing; choose at least one swap") }
    guard ids.count <= DutyLimits.swapsAtOnce else {
      throw MainstayError.field("swaps", "has more than \(DutyLimits.swapsAtOnce) entries")
    }
    return try ids.map { try AnswerSwap($0, accepts: accepts).perform(in: work) }
  }
}

/// Takes a question back that nobody has answered yet.
public struct WithdrawSwap: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  /// - Throws: as `AnswerSwap`.
  public func perform(in work: Work) throws -> DutySwap {
    try work.settle(try work.openSwap(id) { $0.asker }, .withdrawn)
  }
}

extension DutySwap {
  /// Why the roster does not let it be: what is given must be the asker's throughout, by the plan or by a swap, and what
  /// is returned the taker's.
  fileprivate func faults(on loaded: LoadedRosters) -> [FieldFault] {
    guard let row = loaded.rows.first, let history = loaded.histories[row.id] else { return [] }
    func fault(_ span: DutySpan, of person: RecordID, _ path: String) -> FieldFault? {
      for shift in history.shifts(from: span.from, to: span.to) {
        let stretch = "from \(shift.span.from.rfc3339) to \(shift.span.to.rfc3339)"
        if case .override = shift.place.source {
          return FieldFault(path, "an override decides \(stretch); swaps change nothing there")
        }
        guard shift.person == person else {
          return FieldFault(path, "\(loaded.people.name(person)) is not on duty \(stretch)")
        }
      }
      return nil
    }
    let own = fault(given, of: asker, "from")
    let other = returned.flatMap { fault($0, of: taker, "backFrom") }
    return [own, other].compactMap(\.self)
  }
}

extension Look {
  /// A roster as it gives duty about what a swap would exchange.
  fileprivate func loaded(_ row: RosterRow, around swap: DutySwap) throws -> LoadedRosters {
    let end = max(swap.given.to, swap.returned?.to ?? swap.given.to)
    var loaded = try load([row], in: DutySpan(from: swap.begins, to: end))
    let missing = Set([swap.asker, swap.taker]).subtracting(loaded.people.keys)
    loaded.people.merge(try PeopleStore.people(ids: missing, in: transaction)) { first, _ in first }
    return loaded
  }
}

extension Work {
  /// A stretch of a swap, which lies ahead as a whole, so that there is time to answer.
  fileprivate func swapped(from: Instant, to: Instant, _ fields: (from: String, to: String)) throws -> DutySpan {
    guard from > now else { throw MainstayError.field(fields.from, "must lie ahead") }
    return try DutySpans.ahead(from: from, to: to, now: now, fields: fields)
  }

  /// A swap that waits for an answer of the principal.
  fileprivate func openSwap(_ id: RecordID, of whose: (DutySwap) -> RecordID) throws -> SwapRow {
    try principal.require(.ownDuty)
    guard let row = try RosterStore.swap(id, in: transaction), whose(row.swap) == principal.id else {
      throw MainstayError.notFound(kind: "swap", id: id.text)
    }
    guard row.swap.state == .asked else {
      throw MainstayError.conflict(code: "swap-answered", message: "This swap is \(row.swap.state.rawValue) already.")
    }
    guard !row.swap.isExpired(at: now) else {
      throw MainstayError.conflict(code: "swap-expired", message: "This swap expired as its first shift began.")
    }
    return row
  }

  fileprivate func settle(_ row: SwapRow, _ state: DutySwap.State) throws -> DutySwap {
    var row = row
    (row.swap.state, row.swap.answeredAt) = (state, now)
    try RosterStore.update(row.swap, in: transaction)
    try note(row, "roster.swap-\(state.rawValue)")
    let roster = try look.roster(row.roster)
    let swap = row.swap
    switch state {
    case .accepted: try tell(.swapAccepted, to: swap.asker, on: roster, swap.given, back: swap.returned)
    case .declined: try tell(.swapDeclined, to: swap.asker, on: roster, swap.given, back: swap.returned)
    case .withdrawn: try tell(.swapWithdrawn, to: swap.taker, on: roster, swap.given, back: swap.returned)
    case .asked: break
    }
    return row.swap
  }
}
