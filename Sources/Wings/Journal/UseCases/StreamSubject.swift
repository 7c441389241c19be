import Kernel
import People

/// What a stream of the journal is about, as people name it.
public struct StreamSubject: Hashable, Sendable {
  /// A ticket's number, or the display name of a person.
  public var title: String
  /// A ticket's subject, or the sign-in name of a person.
  public var detail: String

  public init(title: String, detail: String) { (self.title, self.detail) = (title, detail) }
}

extension StreamSubject {
  /// The subjects of streams by their names: tickets by one statement, people by another. Streams that are
  /// called by a readable key already, such as an agreement's, have none.
  static func all(of streams: some Sequence<String>, from look: Look) throws -> [String: StreamSubject] {
    var ids: [String: Set<String>] = [:]
    for stream in streams {
      guard let slash = stream.firstIndex(of: "/") else { continue }
      ids[String(stream[..<slash]), default: []].insert(String(stream[stream.index(after: slash)...]))
    }
    var found: [String: StreamSubject] = [:]
    if look.principal.may(.seeAllTickets) {
      for (id, ticket) in try NameStore.tickets(ids["ticket"] ?? [], in: look.transaction) {
        found["ticket/" + id] = StreamSubject(title: ticket.number, detail: ticket.title)
      }
    }
    if look.principal.may(.seePeople) {
      for (id, person) in try NameStore.people(ids["person"] ?? [], in: look.transaction) {
        found["person/" + id] = StreamSubject(title: person.title, detail: person.name)
      }
    }
    if look.principal.may(.seeOutbox), let wanted = ids["webhook"] {
      for hook in try HookStore.readable(in: look.transaction) where wanted.contains(hook.id.text) {
        found["webhook/" + hook.id.text] = StreamSubject(title: hook.label, detail: "webhook")
      }
    }
    return found
  }
}
