import Core
import Kernel
import Storage

/// Queues a test message to one webhook, delivered like any other.
public struct TestHook: Command {
  public static let kind = "webhook.test"
  public var id: RecordID

  public init(_ id: RecordID) { self.id = id }

  static let notice = NoticeKind(
    kind, "Test message", "Somebody asked for a test of this webhook.", isChosen: false,
    template: "A test message to {label}, sent by {by}.",
    fields: [
      NoticeField("webhook", .id, "The webhook."), NoticeField("label", "What it is called."),
      NoticeField("text", "The same in words."),
    ])

  /// - Throws: `conflict` where the webhook is switched off or a test of it is still on its way.
  public func perform(in work: Work) throws -> RecordID {
    try work.principal.require(.manageHooks)
    guard let hook = try HookStore.hook(id, in: work.transaction) else {
      throw MainstayError.notFound(kind: "webhook", id: id.text)
    }
    guard hook.isActive else {
      throw MainstayError.conflict(code: "webhook-off", message: "\(hook.label) is switched off; switch it on first.")
    }
    guard try !DeliveryStore.isUnderway(TestHook.kind, to: hook.destination, in: work.transaction) else {
      throw MainstayError.conflict(
        code: "test-underway", message: "A test message to \(hook.label) is still on its way.")
    }
    let notice = Notice(
      TestHook.notice, id: work.newID(), about: Hook.streamPrefix + id.text, at: work.now,
      NoticeFacts(
        data: ["webhook": .string(id.text), "label": .string(hook.label)], words: ["by": work.principal.name]),
      now: work.now)
    let delivery = work.delivery(
      of: notice, by: Hook.channel, to: Listener(key: hook.id.text, name: hook.label))
    try work.queue(notice, [delivery])
    // Whoever asks for a test does not want to wait for the end of a pause.
    try DestinationStore.pause(hook.destination, until: work.now, in: work.transaction)
    try work.record(
      [Happening(kind: "webhook.tested", at: work.now, payload: ["message": .string(delivery.id.text)])],
      on: Hook.streamPrefix + id.text)
    return delivery.id
  }
}
