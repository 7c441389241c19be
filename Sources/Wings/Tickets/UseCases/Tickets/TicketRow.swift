import Journal
import Kernel
import Tickets

/// A ticket's personal text, which stands beside the journal.
public struct TicketText: Hashable, Sendable {
  public var title: String
  public var description: String
  package var salt: [UInt8]

  package init(title: String, description: String, salt: [UInt8]) {
    (self.title, self.description, self.salt) = (title, description, salt)
  }

  /// Whether nothing of it is left.
  var isErased: Bool { title == TextErasure.mark && description.isEmpty && salt.isEmpty }

  /// What the journal's digest is made over.
  package var whole: String { title + "\n\n" + description }
}

/// A ticket as lists show it; `TicketField` says how each property is kept, sent and found by.
public struct TicketRow: Hashable, Sendable {
  public var id = RecordID("")
  public var number = ""
  public var kind = TicketKind.incident
  public var state = TicketState.open
  public var title = ""
  public var requester = ""
  public var priority: String?
  public var category: String?
  public var service: String?
  public var organisation: String?
  /// The class of a confidential ticket.
  public var confidentialityClass: String?
  public var team: String?
  public var assignee: String?
  public var holds: [String] = []
  public var vendors: [String] = []
  public var agreement: RecordID?
  public var openedAt = Instant.earliest
  public var resolvedAt: Instant?
  public var closedAt: Instant?
  /// The verdict that another tool recorded, for imported tickets.
  public var recordedMet: Bool?
  public var version = 0
  public var updatedAt = Instant.earliest
  /// The earliest deadline among its clocks that still run or are paused.
  public var due: Instant?
  /// Whether a clock that still runs has breached.
  public var isBreached = false
  /// When its requester answered after it had been resolved or closed, until the desk writes again.
  public var returnedAt: Instant?
  /// Since when nobody can tell which agreement covers it, as one cannot be read; nil where it is decided.
  public var undecidedSince: Instant?
  /// As `version` and `updatedAt`, of what its requester is shown.
  public var requesterVersion = 0
  public var requesterAt = Instant.earliest

  /// Nothing yet: each of its fields is read into it.
  init() {}
}

/// An answer or a note.
public struct Message: Hashable, Sendable {
  public var id: RecordID
  public var ticket: RecordID
  public var at: Instant
  public var author: String
  public var side: TicketEvent.Side
  public var isPublic: Bool
  public var withdrawnAt: Instant?
  public var body: String
}
