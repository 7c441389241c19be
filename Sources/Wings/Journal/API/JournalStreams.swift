import Core
import HTTPSupport
import HTTPTypes
import JournalUseCases
import Kernel
import NIOCore
import Synchronization

/// Work on the whole journal, which may take long: it is streamed, and ends when the reader leaves.
struct JournalStreams {
  let app: App
  private let underway = Exports()

  init(app: App) { self.app = app }

  var all: [Endpoint] { [export] }

  private var export: Endpoint {
    Endpoint(
      .get, "/journal/export", feature: "Journal", id: "exportJournal", "Sends the whole journal as lines of JSON",
      description: "For `mainstay verify --offline` and an auditor's own verifier. One of a person at a time.",
      access: .permission(.seeJournal),
      responses: [.init(.ok, "The journal", .string, type: "application/x-ndjson")],
      handler: { [app, underway] call in
        let principal = try call.principal
        try await app.requireWholeJournal(as: principal)
        let place = try underway.enter(principal)
        return .stream(type: "application/x-ndjson", fileName: "journal.jsonl") { write in
          try await app.exportJournal(as: principal, to: write)
          withExtendedLifetime(place) {}
        }
      })
  }
}

/// Exports that are under way: one of a person, so that nobody keeps another from theirs, and a few of all.
private final class Exports: Sendable {
  /// Exports of all people at once.
  private static let most = 8

  private let people = Mutex<Set<RecordID>>([])

  /// Held as long as the export goes on.
  final class Place: Sendable {
    private let exports: Exports
    private let person: RecordID
    init(_ exports: Exports, _ person: RecordID) { (self.exports, self.person) = (exports, person) }
    deinit { exports.people.withLock { _ = $0.remove(person) } }
  }

  func enter(_ principal: Principal) throws -> Place {
    try people.withLock { people in
      guard !people.contains(principal.id) else {
        throw MainstayError.unavailable(
          reason: "Another export of the journal that you began is under way; end it, or wait for it.")
      }
      guard people.count < Exports.most else {
        throw MainstayError.unavailable(
          reason: "\(Exports.most) exports of the journal are under way; try again in a moment.")
      }
      people.insert(principal.id)
    }
    return Place(self, principal.id)
  }
}
