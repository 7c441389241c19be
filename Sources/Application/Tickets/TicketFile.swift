import Governance
import Kernel
import People
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
struct TicketFile {
  var ticket: Ticket
  /// In the order in which they were recorded.
  var history: [TimedTicketEvent] = []

  static func stream(of id: RecordID) -> String { "ticket/" + id.text }

  /// Replays the stream; nil where there is none.
  static func load(_ id: RecordID, in tx: any Transaction) throws -> TicketFile? {
    var file = TicketFile(ticket: Ticket(id: id))
    try JournalStore.forEachEntry(of: stream(of: id), in: tx) { stored in
      file.replay(stored.entry.kind, stored.entry.payload, at: stored.entry.at, sequence: stored.entry.sequence)
    }
    return file.history.isEmpty ? nil : file
  }

  /// Takes one journal entry; those that are not a ticket's own events pass by.
  mutating func replay(_ kind: String, _ payload: String, at: Instant, sequence: Int64) {
    guard kind.hasPrefix("ticket."), let json = try? JSON(parsing: payload),
      let event = TicketEvent(kind: kind, payload: json)
    else { return }
    add(event, at: at, sequence: sequence)
  }

  mutating func add(_ event: TicketEvent, at: Instant, sequence: Int64) {
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

  /// As it is written, for numbers of other tools; then in capitals, as ours are.
  private func id(ofNumber number: String) throws -> RecordID? {
    try TicketStore.id(ofNumber: number, in: transaction)
      ?? TicketStore.id(ofNumber: number.uppercased(), in: transaction)
  }

  /// The ticket with its history, or `notFound` where there is none for this principal.
  func file(_ key: TicketKey) throws -> TicketFile {
    let id = try resolve(key)
    guard let file = try TicketFile.load(id, in: transaction), maySee(file.ticket.requester) else {
      throw MainstayError.notFound(kind: "ticket", id: key.text)
    }
    return file
  }

  func maySee(_ requester: String) -> Bool { principal.maySee(ticketOf: requester) }
}
