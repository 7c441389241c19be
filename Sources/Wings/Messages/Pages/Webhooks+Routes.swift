import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import MessagesUseCases

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
      .form("/outbox/webhooks/{webhook}/resend", .permission(.resendOutbox), feature: "Outbox") { call in
        do {
          let sent = try await firstTime(ResendDeadLetters(to: RecordID(call.place("webhook"))), call, call.form())
          let count = sent?.count ?? 0
          let words =
            count == 0
            ? "It has no dead letters any more."
            : "\(Words.count(count, "dead letter is", "dead letters are")) sent again."
              + (sent?.hasMore == true ? " There are more: send them again too." : "")
          return done(call, Place.webhooks.path, words)
        } catch MainstayError.conflict(_, let message) {
          return done(call, Place.webhooks.path, message, tone: .warn)
        }
      },
      .page("/outbox/webhooks/{webhook}", .permission(.manageHooks), feature: "Outbox") { call in
        let hook = try await webhook(call)
        return answer(WebhookPage(hook, kinds: kinds, form: hook.form), call)
      },
      .form("/outbox/webhooks/{webhook}", .permission(.manageHooks), feature: "Outbox", handler: changeWebhook),
      .form("/outbox/webhooks/{webhook}/secret", .permission(.manageHooks), feature: "Outbox", handler: rotateSecret),
      .form("/outbox/webhooks/{webhook}/remove", .permission(.manageHooks), feature: "Outbox") { call in
        try await app.run(RemoveHook(RecordID(call.place("webhook"))), as: call.principal)
        return done(call, Place.webhooks.path, "It is taken away. What waited for it is given up.")
      },
    ]
  }

  private func webhooksPage(_ call: Call) async throws -> WebhooksPage {
    let records = try await app.ask(ListHookRecords(), as: call.principal)
    let usual = app.features.notices.usual.map { ("kind-" + $0, "yes") }
    return WebhooksPage(
      rows: records.map { WebhooksPage.Row($0, app.features.notices) }, kinds: kinds,
      form: FormState(Dictionary(usual, uniquingKeysWith: { first, _ in first })))
  }

  private func webhook(_ call: Call) async throws -> Hook {
    let id = call.place("webhook")
    let hook = try await app.ask(ListHooks(), as: call.principal).first { $0.id.text == id }
    guard let hook else { throw MainstayError.notFound(kind: "webhook", id: id) }
    return hook
  }

  private var kinds: [Choice] {
    app.features.notices.choices.map { Choice($0.name, "\($0.title): \($0.occasion)") } + [
      Choice(NoticeKind.every, "Everything, also what later versions tell of")
    ]
  }

  private func chosen(_ form: Form) -> Set<String> {
    Set(kinds.map(\.value).filter { form["kind-" + $0] == "yes" })
  }

  /// The answer is the page with the secret, the one time that it is shown.
  @Sendable private func addWebhook(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      let command = AddHook(label: form.said("label") ?? "", url: form.said("url") ?? "", kinds: chosen(form))
      guard let hook = try await firstTime(command, call, form) else {
        return done(
          call, Place.webhooks.path,
          "This webhook was added already, and its secret was shown then. If you did not see it, take it away and add "
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

  /// The answer is the page with the new secret, the one time that it is shown.
  @Sendable private func rotateSecret(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let hook = try await webhook(call)
    do {
      guard let hours = Int64(form.said("graceHours") ?? "") else {
        throw MainstayError.field("graceHours", "is a number of hours")
      }
      guard let changed = try await firstTime(RotateHookSecret(hook.id, grace: .hours(hours)), call, form) else {
        return done(
          call, Place.webhooks.path,
          "This was done already, and the new secret was shown then. If you did not see it, exchange it once more.",
          tone: .warn)
      }
      var page = try await webhooksPage(call)
      page.fresh = WebhooksPage.Fresh(label: changed.label, secret: changed.secret, formerUntil: changed.formerUntil)
      return answer(page, call)
    } catch MainstayError.conflict(_, let message) {
      return done(call, Place.webhooks.path, message, tone: .warn)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      var page = WebhookPage(hook, kinds: kinds, form: hook.form)
      page.rotation = FormState(form, faults: faults)
      return answer(page, call, status: .unprocessableContent)
    }
  }

  @Sendable private func changeWebhook(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let hook = try await webhook(call)
    do {
      try await app.run(
        ChangeHook(hook.id, label: form.said("label") ?? "", url: form.said("url") ?? "", kinds: chosen(form)),
        as: call.principal)
      return done(call, Place.webhooks.path, "It is changed.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        WebhookPage(hook, kinds: kinds, form: FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }
}

extension Hook {
  fileprivate var form: FormState {
    var values = ["label": label, "url": url]
    for kind in kinds { values["kind-" + kind] = "yes" }
    return FormState(values)
  }
}

extension WebhookPage {
  fileprivate init(_ hook: Hook, kinds: [Choice], form: FormState) {
    self.init(id: hook.id.text, label: hook.label, kinds: kinds, form: form)
    formerUntil = hook.formerUntil
  }
}

extension WebhooksPage.Row {
  /// Messages that a line lists.
  private static let listed = 5

  init(_ record: HookRecord, _ known: NoticeKinds) {
    let hook = record.hook
    self.init(
      id: hook.id.text, label: hook.label, url: hook.url, kinds: WebhooksPage.Row.words(hook.kinds, known),
      isActive: hook.isActive,
      addedAt: hook.createdAt, delivered: record.delivered, tried: record.tried,
      lastDeliveredAt: record.lastDeliveredAt, lastError: record.lastError,
      pausedUntil: record.pausedUntil, fails: record.failures > 0,
      messages: record.recent.prefix(WebhooksPage.Row.listed).map { WebhooksPage.Message($0, known) })
  }

  private static func words(_ kinds: Set<String>, _ known: NoticeKinds) -> [String] {
    if kinds.contains(NoticeKind.every) { return ["everything"] }
    return known.choices.filter { kinds.contains($0.name) }.map { $0.title.lowercased() }
  }
}

extension WebhooksPage.Message {
  init(_ delivery: Delivery, _ known: NoticeKinds) {
    let state: State
    switch delivery.state {
    case .delivered: state = .delivered
    case .dead: state = .dead
    case .waiting, .sending: state = .waiting
    }
    self.init(
      title: known.named(delivery.notice.kind)?.title ?? delivery.notice.kind, at: delivery.createdAt, state: state,
      attempts: delivery.tries,
      error: delivery.lastError)
  }
}
