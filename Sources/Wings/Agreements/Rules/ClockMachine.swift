import Kernel

/// What a ticket event means to clocks, once it is known that it has an effect.
struct ClockEffect: OptionSet {
  let rawValue: UInt16

  static let opened = ClockEffect(rawValue: 1 << 0)
  /// A public answer by staff while the ticket is open.
  static let answered = ClockEffect(rawValue: 1 << 1)
  /// A message of the requester that finds none unanswered.
  static let message = ClockEffect(rawValue: 1 << 2)
  static let changed = ClockEffect(rawValue: 1 << 3)
  static let teamChanged = ClockEffect(rawValue: 1 << 4)
  /// The first owner got the ticket.
  static let ownerNamed = ClockEffect(rawValue: 1 << 5)
  static let handedOff = ClockEffect(rawValue: 1 << 6)
  static let handedBack = ClockEffect(rawValue: 1 << 7)
  static let acknowledged = ClockEffect(rawValue: 1 << 8)
  static let resolved = ClockEffect(rawValue: 1 << 9)
  static let closed = ClockEffect(rawValue: 1 << 10)
  static let reopened = ClockEffect(rawValue: 1 << 11)
  /// Cancelled, merged, or the agreement ended: clocks in time become cancelled.
  static let ended = ClockEffect(rawValue: 1 << 12)
  /// The desk's own timer closed, not a person.
  static let byTimer = ClockEffect(rawValue: 1 << 13)
}

/// One objective on one ticket: which events start and stop its cycles.
struct ClockMachine: Sendable {
  /// Every cycle. Where all time counts, it goes on counting after the resolution, in case of a reopening.
  var book = ClockBook()
  /// Where all time counts: the cycles as the resolution left them; what is reported until a reopening.
  var settled: ClockBook?
  /// The cycle that the resolution (or closing) stopped and that a reopening may continue; -1: none.
  var stoppedByEnd = -1

  /// The cycles as they are to be reported.
  var reported: ClockBook { settled ?? book }

  mutating func reset() {
    book.reset()
    settled = nil
    stoppedByEnd = -1
  }

  /// - Parameters:
  ///   - name: the vendor of a handoff; -1: all of them.
  ///   - oldTeam: the team before the event.
  ///   - ticket: as the event left it.
  mutating func react(
    to effect: ClockEffect, at instant: Int64, name: Int32, oldTeam: Int32, ticket: TicketState,
    _ context: ClockContext
  ) {
    if effect.contains(.changed) { retarget(at: instant, ticket, context) }
    switch context.objective.metric {
    case .resolution, .fulfilment:
      if effect.contains(.opened) { start(at: instant, ticket, context) }
      if effect.contains(context.objective.objective.stopAt == .closed ? .closed : .resolved) {
        end(at: instant, byTimer: effect.contains(.byTimer), context)
      }
      if effect.contains(.reopened) { reopen(at: instant, ticket, context) }
    case .firstResponse:
      if effect.contains(.opened) { start(at: instant, ticket, context) }
      if effect.contains(.answered) { book.stopAll(at: instant, context) }
      if effect.contains(.resolved) { end(at: instant, context) }
      if effect.contains(.reopened) {
        if ticket.staffAnswered { settleForGood() } else { reopen(at: instant, ticket, context) }
      }
    case .assignment:
      if effect.contains(.opened) { start(at: instant, ticket, context) }
      if effect.contains(.ownerNamed) { book.stopAll(at: instant, context) }
      if effect.contains(.resolved) { end(at: instant, context) }
      if effect.contains(.reopened) {
        // Where all time counts, an owner named after the resolution stopped the cycle at that instant.
        if ticket.owned, settled == nil { settleForGood() } else { reopen(at: instant, ticket, context) }
      }
    case .nextResponse:
      if effect.contains(.answered) || effect.contains(.resolved) { book.stopAll(at: instant, context) }
      if effect.contains(.message) { start(at: instant, ticket, context) }
    case .update:
      if effect.contains(.answered) || effect.contains(.resolved) { book.stopAll(at: instant, context) }
      if effect.contains(.answered) || effect.contains(.reopened) && ticket.staffAnswered {
        start(at: instant, ticket, context)
      }
    case .teamHolding:
      let team = context.objective.team
      if effect.contains(.resolved) || effect.contains(.teamChanged) && oldTeam == team {
        book.stopAll(at: instant, context)
      }
      if effect.isDisjoint(with: [.opened, .teamChanged, .reopened]) == false, ticket.team == team {
        start(at: instant, ticket, context)
      }
    case .vendorHolding, .acknowledgement:
      if let vendor = context.objective.vendor, name >= 0, name != vendor { break }
      if effect.contains(.resolved) { book.stopAll(at: instant, context) }
      if effect.contains(.handedBack) || effect.contains(.acknowledged) && context.objective.metric == .acknowledgement
      {
        stop(vendor: name, at: instant, context)
      }
      if effect.contains(.handedOff) { start(at: instant, key: name, ticket, context) }
    }
    if effect.contains(.ended) {
      settleForGood()
      book.stopAll(at: instant, cancelled: true, context)
    }
  }

  private mutating func start(
    at instant: Int64, key: Int32 = -1, _ ticket: TicketState, continues: Bool = false, _ context: ClockContext
  ) {
    book.start(at: instant, key: key, for: ticket, continues: continues, context)
  }

  private mutating func retarget(at instant: Int64, _ ticket: TicketState, _ context: ClockContext) {
    guard context.objective.hasConditions, !book.running.isEmpty else { return }
    if book.running.count == 1 { return book.retarget(running: 0, at: instant, for: ticket, context) }
    for index in ContiguousArray(book.running) {
      guard let position = book.running.firstIndex(of: index) else { continue }
      book.retarget(running: position, at: instant, for: ticket, context)
    }
  }

  private mutating func stop(vendor: Int32, at instant: Int64, _ context: ClockContext) {
    var position = 0
    while position < book.running.count {
      if vendor < 0 || book.cycles[Int(book.running[position])].key == vendor {
        book.stop(running: position, at: instant, context)
      } else {
        position += 1
      }
    }
  }

  /// The resolution, or the closing, stops the running cycle.
  private mutating func end(at instant: Int64, byTimer: Bool = false, _ context: ClockContext) {
    guard let last = book.running.last else { return }
    stoppedByEnd = Int(last)
    guard context.objective.objective.reopen == .countAll else {
      book.stopAll(at: instant, context)
      book.cycles[stoppedByEnd].stoppedByTimer = byTimer
      return
    }
    var stopped = book
    stopped.stopAll(at: instant, context)
    stopped.cycles[stoppedByEnd].stoppedByTimer = byTimer
    settled = stopped
    book.advanceAll(to: instant, context)
    book.afterResolution = true
  }

  private mutating func reopen(at instant: Int64, _ ticket: TicketState, _ context: ClockContext) {
    guard stoppedByEnd >= 0 else { return }
    switch context.objective.objective.reopen {
    case .keepFirst: break
    case .restart: start(at: instant, ticket, context)
    case .continue:
      if book.cycles[stoppedByEnd].isBreached {
        book.resume(stoppedByEnd, at: instant)
      } else {
        start(at: instant, ticket, continues: true, context)
      }
    case .countAll:
      book.advanceAll(to: instant, context)
      book.afterResolution = false
      settled = nil
    }
    stoppedByEnd = -1
  }

  /// What the resolution left is final.
  private mutating func settleForGood() {
    if let settled { book = settled }
    settled = nil
    stoppedByEnd = -1
  }
}
