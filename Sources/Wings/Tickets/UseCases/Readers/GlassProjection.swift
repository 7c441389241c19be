import Core
import Journal
import Kernel
import PeopleUseCases
import Storage

/// Holds whose glass is broken against the streams of readers: nobody reads a confidential ticket by a row that the
/// journal does not know.
struct GlassProjection: Projection {
  static let prefix = ReaderStream.prefix
  static let records = [RecordKind.brokenGlass]

  private struct Broken: Hashable {
    var ticket: String
    var person: String
  }

  /// The last time that somebody broke the glass of a ticket: when, and until when.
  private var broken: [Broken: (at: Int64, until: Int64)] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let ticket = entry.stream.key(behind: GlassProjection.prefix) else { return }
    switch entry.kind {
    case ReaderStream.read: break
    case ReaderStream.broken:
      guard let payload = try? JSON(parsing: entry.payload), let person = payload["person"]?.stringValue,
        let until = payload["until"]?.integerValue
      else { return unreadable.append(.unreadable(entry, "it does not say who reads the ticket until when")) }
      broken[Broken(ticket: ticket, person: person)] = (entry.at.milliseconds, until)
    default: unreadable.append(.unreadable(entry, "it is of a kind that is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    // What has run out may have been forgotten.
    var unseen = Set(broken.filter { $0.value.until > look.now.milliseconds }.keys)
    try ClearanceStore.scan(from: first, through: last, in: look.transaction) { ticket, person, found in
      report.count(.brokenGlass)
      let key = Broken(ticket: ticket, person: person)
      unseen.remove(key)
      guard let expected = broken[key] else {
        return report.add(
          .projection, GlassProjection.prefix + ticket, "the journal does not know that \(person) broke its glass")
      }
      report.compare(
        ["when \(person) broke its glass", "until when"], expected: [String(expected.at), String(expected.until)],
        found: found, of: GlassProjection.prefix + ticket)
    } unreadable: { ticket, person, error in
      unseen.remove(Broken(ticket: ticket, person: person))
      try report.addUnreadable(error, of: GlassProjection.prefix + ticket)
    }
    for key in unseen.sorted(by: { ($0.ticket, $0.person) < ($1.ticket, $1.person) }) {
      report.add(.projection, GlassProjection.prefix + key.ticket, "that \(key.person) broke its glass has no record")
    }
  }
}

extension RecordKind {
  package static let brokenGlass = RecordKind("brokenGlass")
}
