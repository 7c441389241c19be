import Application
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import People

extension Pages {
  var webhooks: [Route] {
    [
      .page("/outbox/webhooks", .permission(.seeOutbox), feature: "Outbox") { call in
        answer(try await webhooksPage(call), call)
      },
      .form("/outbox/webhooks", .permission(.manageHooks), feature: "Outbox", handler: addWebhook),
      .form("/outbox/webhooks/{webhook}/switch", .permission(.manageHooks), feature: "Outbox") { call in
        let form = try call.form()
        let isActive = form["active"] == "yes"
        _ = try await firstTime(SwitchHook(RecordID(call.place("webhook")), isActive: isActive), call, form)
        return done(
          call, Place.webhooks.path,
          isActive ? "It is on again." : "It is off. What is queued for it meanwhile is given up.")
      },
      .form("/outbox/webhooks/{webhook}/test", .permission(.manageHooks), feature: "Outbox") { call in
        do {
          _ = try await firstTime(TestHook(RecordID(call.place("webhook"))), call, call.form())
          return done(call, Place.webhooks.path, "A test message is queued. Load the page again to see how it fared.")
        } catch MainstayError.conflict(_, let message) {
          return done(call, Place.webhooks.path, message, tone: .warn)
        }
      },
    ]
  }

  private func webhooksPage(_ call: Call) async throws -> WebhooksPage {
    let records = try await app.ask(ListHookRecords(), as: call.principal)
    return WebhooksPage(
      rows: records.map { WebhooksPage.Row($0) },
      kinds: AddHook.knownKinds.sorted().map { Choice($0, Pages.kinds[$0] ?? $0) })
  }

  private static let kinds = [
    "clock.breached": "clock.breached: a clock passed its target",
    "clock.rung": "clock.rung: a clock passed a threshold before or after its target",
  ]

  /// The answer is the page with the secret, the one time that it is shown.
  @Sendable private func addWebhook(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      let kinds = AddHook.knownKinds.filter { form["kind-" + $0] == "yes" }
      let command = AddHook(label: form.said("label") ?? "", url: form.said("url") ?? "", kinds: kinds)
      guard let hook = try await firstTime(command, call, form) else {
        return done(
          call, Place.webhooks.path,
          "This webhook was added already, and its secret was shown then. If you did not see it, switch it off and add "
            + "another.", tone: .warn)
      }
      var page = try await webhooksPage(call)
      page.fresh = WebhooksPage.Fresh(label: hook.label, secret: hook.secret)
      return answer(page, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      var page = try await webhooksPage(call)
      page.form = FormState(form, faults: faults)
      return answer(page, call, status: .unprocessableContent)
    }
  }
}

extension WebhooksPage.Row {
  /// Messages that a line lists.
  private static let listed = 5

  init(_ record: HookRecord) {
    let hook = record.hook
    self.init(
      id: hook.id.text, label: hook.label, url: hook.url, kinds: hook.kinds.sorted(), isActive: hook.isActive,
      addedAt: hook.createdAt, delivered: record.delivered, tried: record.tried,
      lastDeliveredAt: record.lastDeliveredAt, lastError: record.lastError,
      messages: record.recent.prefix(WebhooksPage.Row.listed).map { WebhooksPage.Message($0) })
  }
}

extension WebhooksPage.Message {
  init(_ message: OutboxMessage) {
    let state: State
    switch message.state {
    case .delivered: state = .delivered
    case .dead: state = .dead
    case .waiting, .sending: state = .waiting
    }
    self.init(
      kind: message.kind, at: message.createdAt, state: state, attempts: message.attempts, error: message.lastError)
  }
}
