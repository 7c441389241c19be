import Core
import Journal
import Kernel
import Storage
import Tickets

/// What a ticket command answers.
public struct TicketChange: Hashable, Sendable {
  public var id: RecordID
  public var number: String
  /// To be sent with the next change.
  public var version: Int
  /// Where the ticket stands now.
  public var state: TicketState
  /// Whether who made the change still sees the ticket.
  public var isSeen = true

  public init(id: RecordID, number: String, version: Int, state: TicketState) {
    (self.id, self.number, self.version, self.state) = (id, number, version, state)
  }
}

extension MainstayError {
  /// What was asked for is so already.
  static func nothingChanges(_ why: String) -> MainstayError {
    .conflict(code: "nothing-changes", message: "Nothing would change: \(why)")
  }
}

extension Work {
  /// What a command that left a ticket like this answers.
  func answer(_ ticket: Ticket) -> TicketChange {
    var change = TicketChange(
      id: ticket.id, number: ticket.number, version: version(of: ticket), state: ticket.state)
    change.isSeen = principal.sight(of: .seeAllTickets).takesIn(ticket) || principal.mayFollow(ticket)
    return change
  }

  /// The version of a ticket as the principal sees it.
  fileprivate func version(of ticket: Ticket) -> Int {
    principal.sight(of: .seeAllTickets).takesIn(ticket) ? ticket.version : ticket.requesterVersion
  }
}

extension Work {
  /// Changes one ticket: loads it under its stream's lock, checks the version that the writer saw,
  /// lets `decide` answer with events, and records them with all that follows from them.
  ///
  /// - Parameter permission: What it takes on this ticket; nil of what its requester may do too, where the command
  ///   decides itself.
  func change(
    _ key: TicketKey, expecting version: Int?, by permission: Permission? = .workTickets,
    _ decide: (Ticket) throws -> [TicketEvent]
  ) throws -> TicketChange {
    var file = try fileToChange(key, by: permission)
    return try change(&file, expecting: version, decide)
  }

  /// As above, of a ticket that was loaded under its stream's lock.
  func change(
    _ file: inout TicketFile, expecting version: Int?, _ decide: (Ticket) throws -> [TicketEvent]
  ) throws -> TicketChange {
    let current = self.version(of: file.ticket)
    if let version, version != current {
      throw MainstayError.stale(kind: "ticket", id: file.ticket.number, yours: version, current: current)
    }
    try keep(decide(file.ticket), in: &file)
    return answer(file.ticket)
  }

  /// The ticket, its stream locked until the commit.
  func fileToChange(_ key: TicketKey, by permission: Permission?) throws -> TicketFile {
    try fileToChange(look.resolve(key), as: key, by: permission)
  }

  /// As above, of an id that was resolved already.
  ///
  /// - Parameter key: What it was called by, for errors.
  func fileToChange(_ id: RecordID, as key: TicketKey, by permission: Permission?) throws -> TicketFile {
    try look.requireVisible(id, as: key)
    try readWriterAhead()
    let head = try JournalStore.head(of: TicketFile.stream(of: id), lock: true, in: transaction)
    var file = try look.file(id, as: key)
    if let permission, !principal.sight(of: permission).takesIn(file.ticket) {
      throw MainstayError.forbidden(permission: permission.name)
    }
    try file.requireChangeable()
    // Whoever cannot be shown what they change would not see what they have done.
    guard try TicketStore.row(id, in: transaction) != nil else {
      throw MainstayError.unreadable(record: "ticket \(id)", reason: "its journal is there, and its row is not")
    }
    file.head = head
    return file
  }

  /// Records events of a ticket that exists and brings its row and its clocks up to date.
  ///
  /// - Parameter instant: When they happened, where that lies before now; clocks count events by their instants.
  func keep(_ events: [TicketEvent], in file: inout TicketFile, happenedAt instant: Instant? = nil) throws {
    guard !events.isEmpty else { return }
    try file.requireChangeable()
    guard file.history.count + events.count <= TicketLimits.events || events.allSatisfy(\.endsTicket) else {
      throw MainstayError.limit(name: "events of a ticket", limit: TicketLimits.events)
    }
    // A wall clock that was set back must not let a resume come before its hold.
    let at = instant ?? max(now, file.history.last?.at ?? now)
    let head = try record(
      events.map { Happening(kind: $0.kind, at: at, payload: $0.payload) },
      on: TicketFile.stream(of: file.ticket.id), after: file.head, about: file.ticket.requester)
    // Rungs that this makes pass are recorded behind it.
    file.head = nil
    for (index, event) in events.enumerated() {
      file.add(event, at: at, sequence: head.sequence - Int64(events.count - 1 - index))
    }
    let clocks = try refreshClocks(of: file)
    try TicketStore.update(file.ticket, at: now, clocks: clocks, in: transaction)
    try tell(events, of: file.ticket, at: at)
    try tellMerged(events, of: file, at: at)
    try announce(file.ticket.id, inner: !clocks.showsToRequester && !events.contains(where: \.showsToRequester))
  }

  /// Tells live pages that a ticket changed.
  /// - Parameter inner: Nothing of it shows to its requester.
  package func announce(_ ticket: RecordID, inner: Bool = false) throws {
    try announce("ticket:" + ticket.text + (inner ? App.innerSuffix : ""))
  }

  /// A reference to text that is kept beside the journal, and the salt of its digest.
  package func reference(to text: String) -> (reference: TicketEvent.TextReference, salt: [UInt8]) {
    let salt = app.ids.secret(bytes: 16)
    return (TicketEvent.TextReference(digest: saltedDigest(text, salt: salt)), salt)
  }
}

extension TicketEvent {
  /// Whether a ticket takes it also when it has as many events as it may have.
  fileprivate var endsTicket: Bool {
    switch self {
    case .resolved, .closed, .cancelled, .merged: true
    default: false
    }
  }
}

/// Faults of free text: `path` empty, too long, or with characters that no keyboard writes.
func textFaults(_ text: String, _ path: String, longest: Int, mayBeEmpty: Bool = false) -> [FieldFault] {
  TextBounds.prose((mayBeEmpty ? 0 : 1)...longest).faults(in: text, at: path)
}
