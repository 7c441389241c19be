import Kernel
import Tickets

/// The life of one ticket as another tool kept it, told in our own events at their own instants.
public struct ImportedHistory: Hashable, Sendable {
  /// What happened, when, and who did it there.
  public struct Step: Hashable, Sendable {
    public var at: Instant
    public var actor: String
    public var event: TicketEvent

    public init(_ at: Instant, by actor: String, _ event: TicketEvent) {
      (self.at, self.actor, self.event) = (at, actor, event)
    }
  }

  /// The attribute that holds the other tool's number, where the ticket's number here is another.
  public static let outsideNumber = "outsideNumber"

  /// The other tool's own number: the ticket's number here where no other ticket has it, and what it is known by in
  /// later imports.
  public var number: String
  public var title: String
  public var description: String
  /// The ticket at its birth. The import fills in the agreement and the reference to the text.
  public var opening: TicketEvent.Opening
  public var openedAt: Instant
  public var openedBy: String
  /// Everything after the opening, in order.
  public var steps: [Step]

  public init(
    number: String, title: String, description: String = "", opening: TicketEvent.Opening, openedAt: Instant,
    openedBy: String, steps: [Step]
  ) {
    (self.number, self.title, self.description) = (number, title, description)
    (self.opening, self.openedAt, self.openedBy, self.steps) = (opening, openedAt, openedBy, steps)
  }
}

/// Something in a source that cannot be used, or that people should know of, and where.
public struct ImportFault: Hashable, Sendable {
  /// The line of the file on which the row begins, from 1.
  public var line: Int
  /// The ticket that it belongs to, where that is known.
  public var number: String?
  /// A sentence for people.
  public var reason: String
  /// It came in nevertheless.
  public var isNote: Bool

  public init(line: Int, number: String? = nil, reason: String, isNote: Bool = false) {
    (self.line, self.number, self.reason, self.isNote) = (line, number, reason, isNote)
  }
}

/// One ticket of a source, or what of the source is no ticket's.
public struct ImportItem: Sendable {
  /// Nil where it cannot be told: a row of it is refused.
  public var history: ImportedHistory?
  public var faults: [ImportFault]
  /// Whether it is a ticket that is held back as a whole until its faults are mended.
  public var isHeld: Bool
  /// Everything that the source says of it, for a ticket that is known already; one without stays as it is.
  public var account: (any ImportedAccount)?
  /// The line of the source on which it begins.
  public var line: Int
  /// Rows of the source up to the last one of this ticket: where a later run goes on.
  public var position: Int

  public init(
    history: ImportedHistory?, faults: [ImportFault] = [], isHeld: Bool = false,
    account: (any ImportedAccount)? = nil, line: Int, position: Int
  ) {
    (self.history, self.faults, self.isHeld, self.account) = (history, faults, isHeld, account)
    (self.line, self.position) = (line, position)
  }
}

/// Gives the tickets of another tool one by one.
public protocol HistorySource {
  /// The next ticket; nil at the end. Throws `MainstayError` where the source cannot be read any further.
  mutating func next() throws -> ImportItem?
  /// How much of the source has been read, 0 to 1.
  var share: Double { get }
}
