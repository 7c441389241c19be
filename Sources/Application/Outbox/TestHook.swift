import Kernel
import People
import Storage

/// Queues a test message to one webhook, delivered like any other.
public struct TestHook: Command {
  public static let kind = "webhook.test"
  public var id: RecordID

  public init(_ id: RecordID) { self.id = id }

  /// - Throws: `conflict` where the webhook is switched off or a test of it is still on its way.
  public func perform(in work: Work) throws -> RecordID {
    try work.principal.require(.manageHooks)
    guard let hook = try OutboxStore.hook(id, in: work.transaction) else {
      throw MainstayError.notFound(kind: "webhook", id: id.text)
    }
    guard hook.isActive else {
      throw MainstayError.conflict(code: "webhook-off", message: "\(hook.label) is switched off; switch it on first.")
    }
    guard try !OutboxStore.isUnderway(TestHook.kind, to: id, in: work.transaction) else {
      throw MainstayError.conflict(
        code: "test-underway", message: "A test message to \(hook.label) is still on its way.")
    }
    let text = "A test message to \(hook.label), sent by \(work.principal.name)."
    let body: JSON = [
      "type": .string(TestHook.kind), "timestamp": .string(work.now.rfc3339),
      "data": ["webhook": .string(id.text), "label": .string(hook.label), "text": .string(text)],
    ]
    let message = OutboxMessage(
      id: work.newID(), kind: TestHook.kind, subject: "webhook/" + id.text, cause: text, hook: id,
      body: body.canonical, createdAt: work.now)
    try OutboxStore.insert([message], in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "hook.tested", at: work.now,
          payload: ["hook": .string(id.text), "message": .string(message.id.text)])
      ], on: "outbox")
    try work.announce("outbox")
    return message.id
  }
}

/// A webhook with how its last messages fared.
public struct HookRecord: Hashable, Sendable {
  /// Its secret left out.
  public var hook: Hook
  /// The newest messages to it, newest first, at most `HookRecord.most`.
  public var recent: [OutboxMessage]

  /// Messages that are looked at.
  public static let most = 20

  /// Those whose first attempt has ended, one way or the other.
  public var tried: Int { recent.count { $0.state == .delivered || $0.state == .dead || $0.lastError != nil } }
  public var delivered: Int { recent.count { $0.state == .delivered } }
  /// The newest answer that was no success, of a message that has not arrived since.
  public var lastError: String? { recent.lazy.compactMap(\.lastError).first }
  public var lastDeliveredAt: Instant? { recent.compactMap(\.deliveredAt).max() }
}

/// All webhooks with how their last messages fared.
public struct ListHookRecords: Query {
  public init() {}

  public func answer(from look: Look) throws -> [HookRecord] {
    let hooks = try ListHooks().answer(from: look)
    return try hooks.map { hook in
      HookRecord(hook: hook, recent: try OutboxStore.latest(to: hook.id, limit: HookRecord.most, in: look.transaction))
    }
  }
}
