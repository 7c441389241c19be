import Application
import HTTPSupport
import HTTPTypes
import Kernel
import People

/// What changes, as it commits.
struct LiveEndpoints {
  let app: App

  var all: [Endpoint] { [events] }

  private var events: Endpoint {
    Endpoint(
      .get, "/events", feature: "Live", id: "streamEvents", "Streams what changes, as it commits",
      description: """
        Server-sent events named `change` whose data says what changed: `ticket:<id>`, `outbox`, `agreements`. Changes \
        while nobody listened are not sent later, so read what you show once the stream is open.
        """,
      access: .permission(.seeAllTickets),
      parameters: [.header("Last-Event-ID", .line(0...200), "Accepted as browsers send it; nothing is sent again.")],
      responses: [.init(.ok, "A stream of events", .string, type: "text/event-stream")],
      handler: { call in
        try call.principal.require(.seeAllTickets)
        return .events(app.changes().map { ServerEvent("change", data: $0) }, call.limits)
      })
  }
}
