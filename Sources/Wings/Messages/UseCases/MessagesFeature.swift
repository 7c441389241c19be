import Core
import Kernel

extension Feature {
  public static let messages = Feature(
    "Messages", permissions: [.seeOutbox, .resendOutbox, .manageHooks], migrations: OutboxMigrations.all,
    projections: [HookProjection.self], personal: [NoticeRecords.self],
    subjects: [
      StreamNaming(Hook.streamPrefix, .seeOutbox) { ids, transaction in
        var found: [String: StreamSubject] = [:]
        for hook in try HookStore.readable(in: transaction) where ids.contains(hook.id.text) {
          found[hook.id.text] = StreamSubject(title: hook.label, detail: "webhook")
        }
        return found
      }
    ],
    live: ["outbox": .seeOutbox],
    notices: [TestHook.notice],
    expiring: [
      Expiring("deliveries") { work in
        try DeliveryStore.forget(
          .delivered, createdBefore: work.now - work.app.retention.messages, limit: Retention.batch,
          in: work.transaction)
      },
      Expiring("deadLetters") { work in
        try DeliveryStore.forget(
          .dead, createdBefore: work.now - work.app.retention.deadLetters, limit: Retention.batch,
          in: work.transaction)
      },
    ],
    remedies: [
      SealHookSecrets.module:
        "Nothing is sent to it. Put its row back from a backup, or take the webhook away and add it anew."
    ],
    prepare: { parts in
      parts[ListenersPart.self] = HookListeners()
      parts[DestinationsPart.self] = DestinationNews()
    })
}

extension Permission {
  public static let seeOutbox = Permission("outbox.see", from: .lead, "see the outbox")
  public static let resendOutbox = Permission("outbox.resend", from: .lead, "send messages again")
  public static let manageHooks = Permission("hooks.manage", from: .admin, "manage webhooks")
}

/// The webhooks as this process knows them.
enum ListenersPart: AppPart {
  static var absent: HookListeners { HookListeners() }
}

/// Receivers of messages that have begun to fail here, or have recovered.
enum DestinationsPart: AppPart {
  static var absent: DestinationNews { DestinationNews() }
}

extension App {
  var hooks: HookListeners { parts[ListenersPart.self] }
  /// Receivers of messages that have begun to fail here, or have recovered.
  public var destinations: DestinationNews { parts[DestinationsPart.self] }
}
