import Agreements
import Kernel

/// A ticket as its updates left it, each known from the instant at which it was recorded and not before, and what became
/// of it in the end, which only verdicts look at.
public struct TicketRecord: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    case working
    case waiting(String)
    case resolved, closed, cancelled

    /// Whether work on the ticket has ended, for now at least.
    public var isEnd: Bool { self == .resolved || self == .closed || self == .cancelled }
  }

  /// All that was known of the ticket once this update was recorded.
  public struct Update: Hashable, Sendable {
    public var at: Instant
    public var state: State
    public var attributes: [String: String]
    public var team: String?
    public var assignee: String?
    /// How often it had been reopened.
    public var reopenings: Int

    public init(
      at: Instant, state: State = .working, attributes: [String: String] = [:], team: String? = nil,
      assignee: String? = nil, reopenings: Int = 0
    ) {
      (self.at, self.state, self.attributes) = (at, state, attributes)
      (self.team, self.assignee, self.reopenings) = (team, assignee, reopenings)
    }
  }

  public var number: String
  public var openedAt: Instant
  /// In the order of their instants; at least one.
  public var updates: [Update]
  /// The whole story, with each event at its own time: what the verdict is taken from.
  public var story: [ClockEvent]
  /// What clocks see, each event at the instant at which it was recorded, where that is known better than by the updates,
  /// which say nothing of answers.
  public var recorded: [ClockEvent]?
  /// The last instant of which it is known what had been recorded by then; nil where that is known of all.
  public var toldUntil: Instant?

  public init(
    number: String, openedAt: Instant, updates: [Update], story: [ClockEvent], recorded: [ClockEvent]? = nil,
    toldUntil: Instant? = nil
  ) {
    (self.number, self.openedAt, self.updates, self.story) = (number, openedAt, updates, story)
    (self.recorded, self.toldUntil) = (recorded, toldUntil)
  }

  /// What clocks see of the updates, each event at the instant at which it was recorded; the opening alone lies before.
  var recordedEvents: [ClockEvent] {
    if let recorded { return recorded }
    guard let first = updates.first else { return [] }
    var events = [
      ClockEvent(openedAt, .opened(attributes: first.attributes, team: first.team, assignee: first.assignee))
    ]
    var before = first
    before.state = .working
    for update in updates {
      let at = max(update.at, openedAt)
      for kind in update.kinds(after: before) { events.append(ClockEvent(at, kind)) }
      if update.state == .cancelled { break }
      before = update
    }
    return events
  }
}

extension TicketRecord.Update {
  /// What an update did: what it changed is in force when it ends the ticket.
  fileprivate func kinds(after before: TicketRecord.Update) -> [ClockEvent.Kind] {
    var kinds: [ClockEvent.Kind] = []
    if before.state.isEnd, !state.isEnd || state == before.state && reopenings > before.reopenings {
      kinds.append(.reopened)
    }
    var set: [String: String?] = [:]
    for (name, value) in attributes where before.attributes[name] != value { set[name] = value }
    for name in before.attributes.keys where attributes[name] == nil { set[name] = .some(nil) }
    if !set.isEmpty { kinds.append(.changed(set)) }
    if team == nil, assignee == nil, before.team != nil || before.assignee != nil {
      kinds.append(.unassigned)
    } else if team != before.team || assignee != before.assignee {
      kinds.append(.assigned(team: team == before.team ? nil : team, assignee: assignee))
    }
    let isReopened = kinds.first == .reopened
    if case .waiting(let reason) = before.state, state != before.state { kinds.append(.resumed(reason: reason)) }
    switch state {
    case .working: break
    case .waiting(let reason): if state != before.state { kinds.append(.held(reason: reason)) }
    case .resolved: if !before.state.isEnd || isReopened { kinds.append(.resolved) }
    case .closed: if before.state != .closed || isReopened { kinds.append(.closed(byTimer: false)) }
    case .cancelled: if before.state != .cancelled { kinds.append(.cancelled) }
    }
    return kinds
  }
}
