import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import TicketsUseCases

extension Pages {
  var liveParts: [Route] {
    [Route(.get, "/live", kind: .plain, access: .permission(.openTickets), feature: "Live", handler: liveStream)]
  }

  /// The one stream of a browser, for what all of its pages show.
  @Sendable private func liveStream(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    try principal.require(.openTickets)
    let topics = try LiveTopic.read(try call.asked("topics") ?? "")
    // What the browser says of itself when it connects again is newer than what stands in the address.
    let since = try call.headers[.lastEventID].flatMap { $0.isEmpty ? nil : $0 } ?? call.asked("since")
    return try live.open(
      PageView(topics, for: principal, columns: QueueColumn.chosen(call.cookie("columns")), reader: reader(call)),
      for: call, since: since)
  }
}

/// What the pages of one browser are told.
struct PageView: LiveView {
  /// Numbers of the tickets that stand in its lists of the desk.
  private var lines: Set<String> = []
  /// Numbers of the tickets whose pages are open.
  private var pages: Set<String> = []
  /// Whose own tickets are shown.
  private var requester: String?
  private var hasList = false
  private var hasOutbox = false
  /// Says once that others have changed; the list is as it was until it is loaded again.
  private var hasNews = false
  private let columns: Set<QueueColumn>
  private let reader: Reader
  private let look: String

  var showsTickets: Bool { hasList || !pages.isEmpty || requester != nil }

  init(_ topics: [LiveTopic], for principal: Principal, columns: Set<QueueColumn>, reader: Reader) {
    (self.columns, self.reader) = (columns, reader)
    look = QueueColumn.text(columns) + " " + reader.zone.name
    for topic in topics {
      switch topic {
      // Lines tell of the desk's work, so they are for those who do it.
      case .line(let number): if principal.may(.workTickets) { lines.insert(number) }
      case .list: hasList = principal.may(.workTickets)
      case .ticket(let number): pages.insert(number)
      case .mine: requester = principal.name
      case .outbox: hasOutbox = true
      }
    }
  }

  mutating func write(_ changes: [LiveChange], into batch: LiveBatch) -> [LiveBatch.Part] {
    var parts: [LiveBatch.Part] = []
    for change in changes {
      if let line = change.ticket {
        if lines.contains(line.ticket.number) { parts.append(row(line, batch)) } else { news(&parts, batch) }
        page(line, &parts, batch)
      } else if change.subject.hasPrefix("ticket:") {
        // It cannot be read, or has gone: the list is not what it was.
        news(&parts, batch)
      } else if hasOutbox, change.subject == "outbox" {
        parts.append(batch.event("outbox") { ServerEvent("outbox", data: "changed") })
      }
    }
    return parts
  }

  private func row(_ line: ChangedTickets.Line, _ batch: LiveBatch) -> LiveBatch.Part {
    batch.event("row \(line.ticket.number) \(look)") {
      var reader = reader
      reader.now = batch.now
      let html = HTML(capacity: 2048)
      QueueRow(line.ticket, line.clocks, line.foreseen, line.people, line.labels).write(html, columns, for: reader)
      return ServerEvent("row", data: html.string)
    }
  }

  private mutating func news(_ parts: inout [LiveBatch.Part], _ batch: LiveBatch) {
    guard hasList, !hasNews else { return }
    hasNews = true
    parts.append(batch.event("news") { ServerEvent("news", data: "other tickets") })
  }

  private func page(_ line: ChangedTickets.Line, _ parts: inout [LiveBatch.Part], _ batch: LiveBatch) {
    let ticket = line.ticket
    guard pages.contains(ticket.number) || ticket.requester == requester else { return }
    parts.append(
      batch.event("ticket \(ticket.number)") { ServerEvent("ticket", data: ticket.number) })
  }
}
