import Kernel
import Tickets
import TicketsUseCases

/// How far a source has told of a ticket: the time of an update, and its place among those of the same time.
public struct ImportMark: Hashable, Comparable, Sendable {
  public var at: Instant
  public var count: Int

  public init(_ at: Instant, count: Int) { (self.at, self.count) = (at, count) }

  public static func < (a: ImportMark, b: ImportMark) -> Bool { (a.at, a.count) < (b.at, b.count) }
}

/// Everything that a source says of one ticket, which may be known here from an earlier import.
public protocol ImportedAccount: Sendable {
  /// The last update that it tells of.
  var through: ImportMark { get }
  /// What it adds to what is known, and where it contradicts that.
  func later(than known: KnownHistory) -> LaterHistory
}

/// A ticket as earlier imports of the same source brought it in.
public struct KnownHistory: Sendable {
  public var ticket: Ticket
  /// In the order in which they were recorded.
  public var events: [TimedTicketEvent]
  /// The last update that came in.
  public var through: ImportMark

  public init(ticket: Ticket, events: [TimedTicketEvent], through: ImportMark) {
    (self.ticket, self.events, self.through) = (ticket, events, through)
  }
}

/// What an account adds to a known ticket.
public struct LaterHistory: Sendable {
  /// Newer than everything that is known, in order.
  public var steps: [ImportedHistory.Step] = []
  /// Where the account says something else than what is known; with any, nothing is added.
  public var contradictions: [ImportFault] = []
  /// The last update that is known when these have come in.
  public var through: ImportMark

  public init(through: ImportMark) { self.through = through }
}
