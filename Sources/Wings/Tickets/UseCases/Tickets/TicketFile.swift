import Core
import Journal
import Kernel
import Storage
import Tickets

/// How people and programs name a ticket: by number (INC-1024) or by id.
public struct TicketKey: Hashable, Sendable, CustomStringConvertible {
  public var text: String
  public init(_ text: String) { self.text = text }
  public init(_ id: RecordID) { text = id.text }
  public var description: String { text }
}

/// A ticket with the whole of its recorded history, as its journal stream tells it.
package struct TicketFile {
  package var ticket: Ticket
  /// In the order in which they were recorded.
  package var history: [TimedTicketEvent] = []
  /// The head of its stream, locked and read in the transaction that changes it; nil where it was not.
  var head: StreamHead?
  /// The first entry that a newer version wrote: from there on this version does not know what the ticket is.
  private(set) var newer: NewerEntry?

  package init(ticket: Ticket) { self.ticket = ticket }

  /// An entry that this version does not understand.
  struct NewerEntry: Hashable, Sendable {
    var sequence: Int64
    /// In words.
    var why: String
  }

  package static func stream(of id: RecordID) -> String { "ticket/" + id.text }

  /// Replays the stream; nil where there is none.
  package static func load(_ id: RecordID, in tx: any Transaction) throws -> TicketFile? {
    var file = TicketFile(ticket: Ticket(id: id))
    try JournalStore.forEachEntry(of: stream(of: id), in: tx) { stored in
      try file.replay(stored.entry.kind, stored.entry.payload, at: stored.entry.at, sequence: stored.entry.sequence)
    }
    file.call(try SubjectNames(file.people, in: tx))
    return file.history.isEmpty ? nil : file
  }

  /// As above, of several tickets, as many as there are.
  static func load(_ ids: Set<RecordID>, in tx: any Transaction) throws -> [RecordID: TicketFile] {
    let byStream = Dictionary(uniqueKeysWithValues: ids.map { (stream(of: $0), $0) })
    var files: [RecordID: TicketFile] = [:]
    try JournalStore.forEachEntry(ofStreams: byStream.keys.sorted(), in: tx) { stored in
      guard let id = byStream[stored.entry.stream] else { return }
      try files[id, default: TicketFile(ticket: Ticket(id: id))].replay(
        stored.entry.kind, stored.entry.payload, at: stored.entry.at, sequence: stored.entry.sequence)
    }
    let names = try SubjectNames(files.values.flatMap(\.people), in: tx)
    for id in files.keys { files[id]?.call(names) }
    return files.filter { !$0.value.history.isEmpty }
  }

  /// Everybody in it, as the journal names them.
  var people: Set<String> { history.reduce(into: Set()) { $0.formUnion($1.event.people) } }

  /// Calls everybody in it by what they are called at present.
  mutating func call(_ names: SubjectNames) {
    ticket = ticket.calling { names($0) }
    for index in history.indices { history[index].event = history[index].event.calling { names($0) } }
  }

  /// What stands in a ticket's stream beside its own events.
  private static let besides: Set<String> = ["clock.rung", "clock.breached", TextErasure.kind]
  /// What entries of ladders on their way along its clocks begin with; they change nothing of the ticket.
  package static let escalating = "escalation."

  /// Takes one journal entry, people by what the journal names them; rungs that fired pass by. What a newer version
  /// wrote is remembered, and makes the ticket one that is only read here.
  ///
  /// - Throws: `unreadable` for an entry that is damaged.
  package mutating func replay(_ kind: String, _ payload: String, at: Instant, sequence: Int64) throws(MainstayError) {
    guard !TicketFile.besides.contains(kind), !kind.hasPrefix(TicketFile.escalating) else { return }
    do throws(TicketEvent.Unreadable) {
      guard let json = try? JSON(parsing: payload) else { throw .faulty(member: "(all)") }
      add(try TicketEvent(kind: kind, payload: json), at: at, sequence: sequence)
    } catch {
      guard error.isNewer else {
        throw .unreadable(record: TicketFile.entry(sequence, of: ticket.id), reason: error.words)
      }
      if newer == nil { newer = NewerEntry(sequence: sequence, why: error.words) }
    }
  }

  private static func entry(_ sequence: Int64, of id: RecordID) -> String { "\(stream(of: id)), entry \(sequence)" }

  /// For what decides by the whole history: clocks, and every change.
  ///
  /// - Throws: `unreadable` where a newer version wrote an entry.
  package func requireUnderstood() throws(MainstayError) {
    guard let newer else { return }
    throw .unreadable(record: TicketFile.entry(newer.sequence, of: ticket.id), reason: newer.why)
  }

  /// For changes by people.
  ///
  /// - Throws: `conflict` where a newer version wrote an entry.
  package func requireChangeable() throws(MainstayError) {
    guard let newer else { return }
    throw .conflict(
      code: "ticket-read-only",
      message: "\(ticket.number) can only be read here: of its entry \(newer.sequence), \(newer.why). "
        + "Change it on a node with the newer version.")
  }

  package mutating func add(_ event: TicketEvent, at: Instant, sequence: Int64) {
    ticket.apply(event, at: at)
    history.append(TimedTicketEvent(event: event, at: at, sequence: sequence))
  }
}

/// A ticket's event with the instant at which it happened and its place in the stream.
public struct TimedTicketEvent: Hashable, Sendable {
  public var event: TicketEvent
  public var at: Instant
  public var sequence: Int64

  public init(event: TicketEvent, at: Instant, sequence: Int64) {
    (self.event, self.at, self.sequence) = (event, at, sequence)
  }
}

extension Look {
  /// The id behind a key, as far as the principal may know of it.
  func resolve(_ key: TicketKey) throws -> RecordID {
    let isID = key.text.utf8.count == 36
    let id = isID ? RecordID(key.text.lowercased()) : try id(ofNumber: key.text)
    guard let id else { throw MainstayError.notFound(kind: "ticket", id: key.text) }
    return id
  }

  /// As it is written, for numbers of other tools; then in capitals, as ours are; then by the number that another
  /// tool gave a ticket whose number here is another.
  private func id(ofNumber number: String) throws -> RecordID? {
    try TicketStore.id(ofNumber: number, in: transaction)
      ?? TicketStore.id(ofNumber: number.uppercased(), in: transaction)
      ?? NumberStore.ticket(ofOutsideNumber: number, in: transaction)
  }

  /// The ticket with its history, or `notFound` where there is none for this principal.
  func file(_ key: TicketKey) throws -> TicketFile {
    try file(resolve(key), as: key)
  }

  /// The ticket of an id that was resolved already, as `key` calls it.
  func file(_ id: RecordID, as key: TicketKey) throws -> TicketFile {
    try requireVisible(id, as: key)
    guard let file = try TicketFile.load(id, in: transaction),
      principal.sight(of: .seeAllTickets).takesIn(file.ticket) || principal.mayFollow(file.ticket)
    else { throw MainstayError.notFound(kind: "ticket", id: key.text) }
    try noteReading(of: id, file.ticket.confidentialityClass)
    return file
  }

  /// As `file`, for what requesters are not shown of their own.
  package func deskFile(_ key: TicketKey) throws -> TicketFile {
    let file = try file(key)
    guard principal.sight(of: .seeAllTickets).takesIn(file.ticket) else {
      throw MainstayError.forbidden(permission: Permission.seeAllTickets.name)
    }
    return file
  }

  /// Refuses a ticket that the principal does not see before its history is read, so that the time it takes does not
  /// tell how long that is. The history has the last word.
  func requireVisible(_ id: RecordID, as key: TicketKey) throws {
    guard principal.sight(of: .seeAllTickets) != .all else { return }
    if let row = try TicketStore.row(id, in: transaction), maySee(row) { return }
    throw MainstayError.notFound(kind: "ticket", id: key.text)
  }

  /// Whether the principal may know of a ticket: at the desk, or as its requester.
  func maySee(_ ticket: TicketRow) -> Bool {
    principal.sight(of: .seeAllTickets).takesIn(ticket) || principal.mayFollow(ticket)
  }
}
