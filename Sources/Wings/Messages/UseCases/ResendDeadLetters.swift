import Core
import Kernel
import Storage

extension Work {
  /// That a delivery's receiver is there and wants something: to one that is not, nothing can be sent again.
  func requireReceiver(of delivery: Delivery) throws {
    guard let id = delivery.webhook else { return }
    guard let hook = try HookStore.hook(id, in: transaction) else {
      throw MainstayError.conflict(
        code: "webhook-gone",
        message: "The webhook \(delivery.recipient) was taken away, so nothing can be sent to it again.")
    }
    try requireOn(hook)
  }

  fileprivate func requireOn(_ hook: Hook) throws {
    guard hook.isActive else {
      throw MainstayError.conflict(
        code: "webhook-off", message: "The webhook \(hook.label) is switched off. Switch it on, then send again.")
    }
  }
}

/// Sends the dead letters of a webhook once more, of those that the asker may know of, the oldest first, a bounded number
/// at a time.
public struct ResendDeadLetters: Command {
  public var hook: RecordID
  public init(to hook: RecordID) { self.hook = hook }

  /// What is sent again at once at most.
  public static let most = 500

  public struct Answer: Hashable, Sendable {
    public var count: Int
    /// More are left; send it again.
    public var hasMore: Bool
  }

  /// - Throws: `notFound` where there is no such webhook, `conflict` where it is switched off.
  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.resendOutbox)
    guard let found = try HookStore.hook(hook, in: work.transaction) else {
      throw MainstayError.notFound(kind: "webhook", id: hook.text)
    }
    try work.requireOn(found)
    let count = try DeliveryStore.resendDead(
      to: found.destination, at: work.now, limit: ResendDeadLetters.most,
      seen: { work.look.readable("n.subject", after: $0) }, in: work.transaction)
    guard count > 0 else { return Answer(count: 0, hasMore: false) }
    // Whoever sends them again wants to see them tried.
    try DestinationStore.pause(found.destination, until: work.now, in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "messages.resent", at: work.now,
          payload: ["webhook": .string(hook.text), "count": .integer(Int64(count))])
      ], on: "outbox")
    try work.announce("outbox")
    return Answer(count: count, hasMore: count == ResendDeadLetters.most)
  }
}
