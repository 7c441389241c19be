import Core
import HTTPSupport
import HTTPTypes
import Kernel
import TicketsUseCases

/// What changes, as it commits.
struct LiveEndpoints {
  let live: LiveHub

  var all: [Endpoint] { [events] }

  private var events: Endpoint {
    Endpoint(
      .get, "/events", feature: "Live", id: "streamEvents", "Streams what changes, as it commits",
      description: """
        Server-sent events named `change` whose data says what changed: `ticket:<id>`, `outbox`, `agreements`, \
        `journal`, `engine`, as far as the caller may see it. Each has an id, which never runs ahead of what was sent: \
        with the last one in `Last-Event-ID` a stream that opens again begins with what was missed, wherever it was \
        cut off. Where that is not known any more, an event `reload` says so: read what you show again. While nothing \
        changes an event `at` tells the id to come back with. The changes of a moment come together, each once. The \
        stream ends when the session or token does, and when the person's role changes.
        """,
      access: .permission(.seeAllTickets),
      parameters: [.header("Last-Event-ID", .line(0...200), "The id of the last event that was read.")],
      responses: [.init(.ok, "A stream of events", .string, type: "text/event-stream")],
      handler: { call in
        try call.principal.require(.seeAllTickets)
        let since = call.text("Last-Event-ID").flatMap { $0.isEmpty ? nil : $0 }
        return try live.open(ChangesView(), for: call, since: since)
      })
  }
}

/// Each change by its name.
private struct ChangesView: LiveView {
  var showsTickets: Bool { false }

  func write(_ changes: [LiveChange], into batch: LiveBatch) -> [LiveBatch.Part] {
    changes.map { change in batch.event("change/" + change.subject) { ServerEvent("change", data: change.subject) } }
  }
}
