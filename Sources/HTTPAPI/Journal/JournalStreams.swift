import Application
import HTTPSupport
import HTTPTypes
import Kernel
import NIOCore
import People
import Synchronization

/// Work on the whole journal, which may take long: it is streamed, and ends when the reader leaves.
struct JournalStreams {
  let app: App
  private let underway = OneAtATime()

  init(app: App) { self.app = app }

  var all: [Endpoint] { [export] }

  private var export: Endpoint {
    Endpoint(
      .get, "/journal/export", feature: "Journal", id: "exportJournal", "Sends the whole journal as lines of JSON",
      description: "For `mainstay verify --offline` and an auditor's own verifier. One at a time.",
      access: .permission(.seeJournal),
      responses: [.init(.ok, "The journal", .string, type: "application/x-ndjson")],
      handler: { [app, underway] call in
        let principal = try call.principal
        try principal.require(.seeJournal)
        let place = try underway.enter()
        return .stream(type: "application/x-ndjson", fileName: "journal.jsonl") { write in
          try await app.exportJournal(as: principal, to: write)
          withExtendedLifetime(place) {}
        }
      })
  }
}

/// Lets one long piece of work run at a time.
private final class OneAtATime: Sendable {
  private let isTaken = Mutex(false)

  /// Held as long as the work goes on.
  final class Place: Sendable {
    private let owner: OneAtATime
    init(_ owner: OneAtATime) { self.owner = owner }
    deinit { owner.isTaken.withLock { $0 = false } }
  }

  func enter() throws -> Place {
    let isFree = isTaken.withLock { taken in
      defer { taken = true }
      return !taken
    }
    guard isFree else {
      throw MainstayError.unavailable(reason: "Another export of the journal is under way.")
    }
    return Place(self)
  }
}
