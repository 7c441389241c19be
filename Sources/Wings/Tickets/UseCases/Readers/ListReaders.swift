import Core
import Journal
import Kernel
import PeopleUseCases
import Storage
import Tickets

/// Who read a confidential ticket: from where, when, and by what right; the newest first.
public struct ListReaders: Query {
  public var ticket: TicketKey
  /// From this instant.
  public var from: Instant?
  /// Before this instant.
  public var to: Instant?
  /// The place in the stream before which the page begins.
  public var before: Int64?

  public init(_ ticket: TicketKey, from: Instant? = nil, to: Instant? = nil, before: Int64? = nil) {
    (self.ticket, self.from, self.to, self.before) = (ticket, from, to, before)
  }

  public struct Answer: Hashable, Sendable {
    public var number: String
    /// Its class; nil of one that is not confidential, whose readers nobody notes.
    public var ticketClass: String?
    /// As people call it.
    public var className: String?
    public var items: [Reading]
    /// The place before which the next page begins; nil on the last.
    public var next: Int64?
  }

  public struct Reading: Hashable, Sendable {
    public enum Kind: String, Sendable {
      case read
      case glassBroken
    }
    public var kind: Kind
    public var sequence: Int64
    public var at: Instant
    /// Sign-in name and name.
    public var person: String
    public var displayName: String
    /// From where, in words.
    public var from: String
    /// By what; of a broken glass nothing.
    public var through: [ReadingRight]
    /// Why the glass was broken, and until when it was.
    public var reason: String?
    public var until: Instant?
  }

  /// - Throws: `notFound` where there is no such ticket for who asks, `forbidden` for its requester, `invalid` of a span
  ///   that ends before it begins.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeAllTickets)
    if let from, let to, to <= from { throw MainstayError.field("to", "must lie behind `from`") }
    let file = try look.deskFile(ticket)
    let limit = PageLimits.usual
    var entries = try ReaderStore.entries(
      of: file.ticket.id, from: from ?? .earliest, before: to ?? .latest, below: before ?? .max, limit: limit + 1,
      in: look.transaction)
    let hasMore = entries.count > limit
    if hasMore { entries.removeLast() }
    let names = try SubjectNames(entries.map(\.actor), in: look.transaction)
    let payloads = try entries.map { entry in
      guard let payload = try? JSON(parsing: entry.payload) else {
        throw MainstayError.unreadable(record: "\(entry.stream), entry \(entry.sequence)", reason: "it is no JSON")
      }
      return payload
    }
    let texts = try PersonalTexts(
      payloads.flatMap { [$0["from"], $0["reason"]].compactMap { $0?.stringValue } }, from: look)
    let people = try NameStore.people(named: Set(entries.map { names($0.actor) }), in: look.transaction)
    let key = file.ticket.confidentialityClass
    let items = zip(entries, payloads).map { entry, payload in
      let name = names(entry.actor)
      return Reading(
        kind: entry.kind == ReaderStream.broken ? .glassBroken : .read, sequence: entry.sequence, at: entry.at,
        person: name, displayName: people[name] ?? name, from: texts(payload["from"]?.stringValue ?? ""),
        through: (payload["through"]?.arrayValue ?? []).compactMap { ReadingRight($0) },
        reason: payload["reason"]?.stringValue.map { texts($0) },
        until: payload["until"]?.integerValue.map(Instant.init(milliseconds:)))
    }
    return Answer(
      number: file.ticket.number, ticketClass: key,
      className: try key.flatMap { try WordStore.word(.init(.ticketClass, $0), in: look.transaction)?.word.label },
      items: items, next: hasMore ? items.last?.sequence : nil)
  }
}
