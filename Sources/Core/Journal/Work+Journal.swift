import Journal
import Kernel
import Storage

/// Something to be written to a stream: what happened and when.
package struct Happening {
  package var kind: String
  package var at: Instant
  package var payload: JSON
  /// Who did it in another tool; nil where it is the principal.
  package var actor: String?

  package init(kind: String, at: Instant, payload: JSON, actor: String? = nil) {
    (self.kind, self.at, self.payload, self.actor) = (kind, at, payload, actor)
  }
}

extension Work {
  /// Appends to a stream's chain under its lock and returns the new head. `isNew` saves a look
  /// where the stream cannot exist yet, `known` where its head was locked and read in this transaction already.
  /// `subject` is the name of the person whom texts in the payloads are about.
  @discardableResult
  package func record(
    _ happenings: [Happening], on stream: String, isNew: Bool = false, after known: StreamHead? = nil,
    about subject: String? = nil
  ) throws -> StreamHead {
    var head =
      isNew
      ? StreamHead(stream: stream, sequence: 0, hash: HashChain.origin)
      : try known ?? JournalStore.headToAppend(to: stream, in: transaction)
    guard !happenings.isEmpty else { return head }
    var rows: [[SQLValue]] = []
    rows.reserveCapacity(happenings.count)
    for happening in try journaled(happenings, about: subject) {
      let entry = JournalEntry(
        stream: stream, sequence: head.sequence + 1, kind: happening.kind, actor: happening.actor ?? principal.name,
        at: happening.at, recordedAt: now, payload: happening.payload.canonical)
      head.sequence = entry.sequence
      head.hash = entry.hash(after: head.hash)
      rows.append(JournalStore.row(entry, hash: head.hash))
    }
    try transaction.enqueueBatch(JournalStore.insertEntry, rows)
    try JournalStore.saveHead(head, isNew: isNew, in: transaction)
    // Whatever is told of a person can end what that person has open.
    if !isNew, let person = Work.person(ofStream: stream) { try announceStanding(of: person) }
    return head
  }

  private static func person(ofStream stream: String) -> RecordID? {
    stream.hasPrefix("person/") ? RecordID(String(stream.dropFirst("person/".count))) : nil
  }
}
