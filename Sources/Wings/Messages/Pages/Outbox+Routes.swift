import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import MessagesUseCases

extension Pages {
  var outbox: [Route] {
    [
      .page("/outbox", .permission(.seeOutbox), feature: "Outbox", asks: ["show", "before"]) { call in
        answer(try await outboxPage(call), call)
      },
      .form("/outbox/{message}/resend", .permission(.resendOutbox), feature: "Outbox") { call in
        do {
          _ = try await firstTime(ResendMessage(RecordID(call.place("message"))), call, call.form())
          return done(call, "/outbox?show=waiting", "It is sent again.")
        } catch MainstayError.conflict(_, let message) {
          return done(call, "/outbox", message, tone: .warn)
        }
      },
    ]
  }

  private static let messagePosition = JSONSchema.object([
    .init("at", .integer(Int64.min...Int64.max)), .init("id", .recordID),
  ])

  private func outboxPage(_ call: Call) async throws -> OutboxPage {
    let principal = try call.principal
    let since = live.position
    let counts = try await app.ask(OutboxCounts(), as: principal)
    let dead = counts[.dead] ?? 0
    let show = try call.asked("show", oneOf: OutboxPage.Show.self) ?? (dead > 0 ? .dead : .waiting)
    let before = try call.asked("before").map { text throws -> ListMessages.Position in
      let value = try PageCursor.read(text, as: Pages.messagePosition)
      return ListMessages.Position(
        createdAt: Instant(milliseconds: value["at"]?.integerValue ?? 0),
        id: RecordID(value["id"]?.stringValue ?? ""))
    }
    let messages = try await app.ask(ListMessages(state: show.state, before: before), as: principal)
    let next = messages.count < PageLimits.usual ? nil : messages.last
    let on = Set(try await app.ask(ListHooks(), as: principal).filter(\.isActive).map(\.id))
    return OutboxPage(
      show: show,
      counts: [
        .waiting: (counts[.waiting] ?? 0) + (counts[.sending] ?? 0), .delivered: counts[.delivered] ?? 0, .dead: dead,
      ],
      rows: messages.map { OutboxPage.Row($0, titled: app.features.notices.named($0.notice.kind)?.title, on: on) },
      pager: Pager(
        shows: Words.count(messages.count, "message", "messages"),
        next: next.map {
          let position = PageCursor.write(["at": .integer($0.createdAt.milliseconds), "id": .string($0.id.text)])
          return Address.path("/outbox", ["show": show.rawValue, "before": position])
        }, first: before == nil ? nil : Address.path("/outbox", ["show": show.rawValue])),
      live: LivePart([.outbox], since: since, path: call.address))
  }
}

extension OutboxPage.Show {
  var state: Delivery.State {
    switch self {
    case .waiting: .waiting
    case .delivered: .delivered
    case .dead: .dead
    }
  }
}

extension OutboxPage.Row {
  /// - Parameter on: Webhooks that are there and switched on.
  init(_ delivery: Delivery, titled title: String?, on: Set<RecordID>) {
    let notice = delivery.notice
    let isTest = notice.kind == TestHook.kind
    let ticket = notice.subject.hasPrefix("ticket/") ? String(notice.subject.dropFirst("ticket/".count)) : nil
    let number = notice.data?["number"]?.stringValue
    let roster = notice.subject.hasPrefix("roster/") ? String(notice.subject.dropFirst("roster/".count)) : nil
    let person = notice.subject.hasPrefix("person/") ? notice.data?["name"]?.stringValue : nil
    self.init(
      id: delivery.id.text, channel: delivery.destination.channel, recipient: delivery.recipient, kind: notice.kind,
      title: title,
      cause: isTest
        ? (title: "a test", path: Place.webhooks.path)
        : ticket.map { (title: number ?? $0, path: "/tickets/" + Address.encoded($0)) }
          ?? roster.map {
            (title: notice.data?["team"]?.stringValue ?? "roster", path: "/rosters/" + Address.encoded($0))
          }
          ?? person.map { (title: $0, path: "/people/" + Address.encoded($0)) },
      createdAt: delivery.createdAt, attempts: delivery.tries, nextAttempt: delivery.nextAt,
      deliveredAt: delivery.deliveredAt, lastError: delivery.lastError,
      hasReceiver: delivery.webhook.map(on.contains) ?? true)
  }
}
