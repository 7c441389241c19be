import Foundation
import Governance
import Kernel
import People
import Storage

/// A claimed message with the webhook that it goes to; no hook means the log channel.
public struct Delivery: Hashable, Sendable {
  public var message: OutboxMessage
  public var hook: Hook?
}

/// Claims messages that are due, for this node alone until the lease ends.
public struct ClaimMessages: Command {
  public var limit: Int
  public init(limit: Int) { self.limit = limit }

  public func perform(in work: Work) throws -> [Delivery] {
    try work.principal.require(.runEngine)
    let messages = try OutboxStore.claim(
      at: work.now, until: work.now + OutboxMessage.lease, limit: limit, in: work.transaction)
    guard !messages.isEmpty else { return [] }
    let hooks = Dictionary(
      try OutboxStore.hooks(in: work.transaction).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return messages.map { message in Delivery(message: message, hook: message.hook.flatMap { hooks[$0] }) }
  }
}

/// How an attempt to deliver ended.
public enum DeliveryOutcome: Hashable, Sendable {
  case delivered
  /// May work later.
  case failed(String)
  /// Will never work: the receiver is gone or refuses it for good.
  case refused(String)
}

/// Writes how an attempt ended and when the next one is due.
public struct SettleMessage: Command {
  public var message: OutboxMessage
  public var outcome: DeliveryOutcome
  public init(_ message: OutboxMessage, _ outcome: DeliveryOutcome) {
    (self.message, self.outcome) = (message, outcome)
  }

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    var settled = message
    switch outcome {
    case .delivered:
      (settled.state, settled.deliveredAt, settled.nextAt, settled.lastError) = (.delivered, work.now, nil, nil)
    case .refused(let why): (settled.state, settled.nextAt, settled.lastError) = (.dead, nil, why)
    case .failed(let why) where message.attempts >= OutboxMessage.mostAttempts:
      (settled.state, settled.nextAt, settled.lastError) = (.dead, nil, why)
    case .failed(let why):
      let next = work.now + OutboxMessage.backoff(after: message.attempts)
      (settled.state, settled.nextAt, settled.lastError) = (.waiting, next, why)
    }
    settled.lastError = settled.lastError.map { $0.prefix(utf8Bytes: 1000) }
    try OutboxStore.settle(settled, in: work.transaction)
    try work.announce("outbox")
  }
}

/// Sends a message once more that was given up or delivered.
public struct ResendMessage: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  public func perform(in work: Work) throws {
    try work.principal.require(.resendOutbox)
    guard try OutboxStore.message(id, in: work.transaction) != nil else {
      throw MainstayError.notFound(kind: "message", id: id.text)
    }
    guard try OutboxStore.resend(id, at: work.now, in: work.transaction) else {
      throw MainstayError.conflict(code: "message-underway", message: "This message is still on its way.")
    }
    try work.record(
      [Happening(kind: "message.resent", at: work.now, payload: ["message": .string(id.text)])], on: "outbox")
    try work.announce("outbox")
  }
}

/// The outbox, newest first.
public struct ListMessages: Query {
  public var state: OutboxMessage.State?
  public var subject: String?
  public var before: Position?
  public var limit: Int

  public struct Position: Hashable, Sendable {
    public var createdAt: Instant
    public var id: RecordID
    public init(createdAt: Instant, id: RecordID) { (self.createdAt, self.id) = (createdAt, id) }
  }

  public init(state: OutboxMessage.State? = nil, subject: String? = nil, before: Position? = nil, limit: Int = 50) {
    (self.state, self.subject, self.before, self.limit) = (state, subject, before, limit)
  }

  public func answer(from look: Look) throws -> [OutboxMessage] {
    try look.principal.require(.seeOutbox)
    return try OutboxStore.latest(
      before: before.map { ($0.createdAt, $0.id) }, state: state, subject: subject,
      limit: PageLimits.clamp(limit), in: look.transaction)
  }
}

/// How many messages stand in each state.
public struct OutboxCounts: Query {
  public init() {}
  public func answer(from look: Look) throws -> [OutboxMessage.State: Int] {
    try look.principal.require(.seeOutbox)
    return try OutboxStore.counts(in: look.transaction)
  }
}

/// Adds a webhook; its secret is in the answer and is not shown again.
public struct AddHook: Command {
  public var label: String
  public var url: String
  public var kinds: Set<String>

  public init(label: String, url: String, kinds: Set<String> = []) {
    (self.label, self.url, self.kinds) = (label, url, kinds)
  }

  /// The kinds of message that there are.
  public static let knownKinds: Set<String> = ["clock.rung", "clock.breached"]

  public func perform(in work: Work) throws -> Hook {
    try work.principal.require(.manageHooks)
    var faults = TextBounds.label.faults(in: label, at: "label")
    let parts = URLComponents(string: url)
    if TextBounds.line(1...1000, bytes: 1000).fault(in: url) != nil || !["http", "https"].contains(parts?.scheme ?? "")
      || (parts?.host ?? "").isEmpty
    {
      faults.append(FieldFault("url", "must be an http or https address"))
    }
    for kind in kinds.sorted() where !AddHook.knownKinds.contains(kind) {
      faults.append(FieldFault("kinds", "there is no kind \(kind)"))
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    guard try OutboxStore.hooks(in: work.transaction).count < Hook.most else {
      throw MainstayError.limit(name: "webhooks", limit: Hook.most)
    }
    let hook = Hook(
      id: work.newID(), label: label, url: url,
      secret: "whsec_" + Data(work.app.ids.secret(bytes: 24)).base64EncodedString(), kinds: kinds, isActive: true,
      createdAt: work.now)
    try OutboxStore.insert(hook, in: work.transaction)
    try work.record(
      [Happening(kind: "hook.added", at: work.now, payload: ["hook": .string(hook.id.text)])], on: "outbox")
    return hook
  }
}

/// Switches a webhook on or off.
public struct SwitchHook: Command {
  public var id: RecordID
  public var isActive: Bool
  public init(_ id: RecordID, isActive: Bool) { (self.id, self.isActive) = (id, isActive) }

  public func perform(in work: Work) throws {
    try work.principal.require(.manageHooks)
    guard try OutboxStore.setActive(id, isActive, in: work.transaction) else {
      throw MainstayError.notFound(kind: "webhook", id: id.text)
    }
    try work.record(
      [
        Happening(
          kind: isActive ? "hook.switched-on" : "hook.switched-off", at: work.now,
          payload: ["hook": .string(id.text)])
      ], on: "outbox")
  }
}

/// All webhooks, their secrets left out.
public struct ListHooks: Query {
  public init() {}
  public func answer(from look: Look) throws -> [Hook] {
    try look.principal.require(.seeOutbox)
    return try OutboxStore.hooks(in: look.transaction).map { hook in
      var hook = hook
      hook.secret = ""
      return hook
    }
  }
}
