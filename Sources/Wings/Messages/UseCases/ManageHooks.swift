import Core
import Foundation
import Journal
import Kernel
import Storage

extension Hook {
  /// Before the id in the name of its stream.
  static let streamPrefix = "webhook/"

  /// What the journal keeps of a change: every column as it stands after it, the secret as a salted digest.
  func happening(_ kind: String, at now: Instant) -> Happening {
    Happening(
      kind: kind, at: now,
      payload: .members([
        "label": .string(label), "url": .string(url), "kinds": .array(kinds.sorted().map(JSON.string)),
        "active": .bool(isActive), "createdAt": .integer(createdAt.milliseconds),
        "secret": .string(saltedDigest(secret, salt: salt)),
        "former": .text(former.map { saltedDigest($0, salt: salt) }),
        "formerUntil": formerUntil.map { .integer($0.milliseconds) },
      ]))
  }
}

extension Hook {
  /// Whether its row is what the journal said last, which is asked for in every column. Of one from before the journal
  /// kept the secret's digest nothing can be said.
  func stands(in tx: any Transaction) throws -> Bool {
    guard let words = try HookStore.lastWords(of: id, in: tx) else { return salt.isEmpty }
    guard words.kind != "webhook.removed", let said = try? JSON(parsing: words.payload) else { return false }
    guard said["secret"] != nil else { return salt.isEmpty }
    let columns = happening("", at: createdAt).payload.objectValue ?? [:]
    // A former secret that the journal does not know of is none, and one that is gone was taken away.
    return columns.allSatisfy { said[$0.key] == $0.value }
      && ["former", "formerUntil"].allSatisfy { said[$0] == columns[$0] }
  }

  /// What keeps it from being used and changed.
  var doubt: String {
    "The webhook \(label) was changed in the database, behind the journal's back, so it is not used. `mainstay verify` "
      + "names what differs; put its row back from a backup, or take the webhook away and add it anew."
  }
}

extension Work {
  /// Writes a change of a webhook and its entry in the journal.
  func keep(_ hook: Hook, _ kind: String) throws {
    try HookStore.update(hook, in: transaction)
    try note(hook, kind)
  }

  fileprivate func note(_ hook: Hook, _ kind: String) throws {
    try record([hook.happening(kind, at: now)], on: Hook.streamPrefix + hook.id.text)
    let listeners = app.hooks
    transaction.afterCommit { listeners.forget() }
    try announce("outbox")
  }

  func hook(_ id: RecordID) throws -> Hook {
    guard let hook = try HookStore.hook(id, in: transaction) else {
      throw MainstayError.notFound(kind: "webhook", id: id.text)
    }
    return hook
  }

  /// One that is to be changed: what was changed behind the journal's back must not come into it that way.
  func standingHook(_ id: RecordID) throws -> Hook {
    let hook = try hook(id)
    guard try hook.stands(in: transaction) else {
      throw MainstayError.conflict(code: "webhook-doubted", message: hook.doubt)
    }
    return hook
  }

  /// The failure of a webhook that is not used.
  func doubtItem(_ hook: Hook) -> WorkItem {
    WorkItem(SealHookSecrets.module, Hook.streamPrefix + hook.id.text, name: hook.label)
  }

  /// Seals a webhook's secret with the present key, under a new salt.
  func seal(_ secret: String, of hook: inout Hook, with key: SecretsKey) throws {
    hook.secret = try sealed(secret, for: hook, with: key)
    hook.salt = app.ids.secret(bytes: 16)
  }

  func sealed(_ secret: String, for hook: Hook, with key: SecretsKey) throws -> String {
    try key.seal(secret, for: hook.context, nonce: app.ids.secret(bytes: SecretsKey.nonceLength)).text
  }
}

/// Adds a webhook; its secret is in the answer and is not shown again.
public struct AddHook: Command {
  public var label: String
  public var url: String
  /// The usual kinds where nil.
  public var kinds: Set<String>?

  public init(label: String, url: String, kinds: Set<String>? = nil) {
    (self.label, self.url, self.kinds) = (label, url, kinds)
  }

  static func faults(label: String?, url: String?, kinds: Set<String>?, on app: App) -> [FieldFault] {
    var faults = label.map { TextBounds.label.faults(in: $0, at: "label") } ?? []
    if let url, let fault = HookAddress.fault(in: url) ?? app.channel(Hook.channel)?.addressFault(url) {
      faults.append(FieldFault("url", fault))
    }
    if let kinds {
      if kinds.isEmpty { faults.append(FieldFault("kinds", "must name at least one kind of message")) }
      let known = Set(app.features.notices.choices.map(\.name) + [NoticeKind.every])
      for kind in kinds.subtracting(known).sorted() {
        faults.append(FieldFault("kinds", "there is no kind \(kind.prefix(60))"))
      }
    }
    return faults
  }

  /// - Returns: The webhook with its secret as the receiver needs it.
  /// - Throws: `invalid`, `limit` where there are too many, `conflict` where there is no key to seal the secret with,
  ///   `forbidden` for who may not see all that it would get.
  public func perform(in work: Work) throws -> Hook {
    try work.principal.require(.manageHooks)
    let faults = AddHook.faults(label: label, url: url, kinds: kinds, on: work.app)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    try work.look.requireAllStreams(toldBy: kinds ?? work.app.features.notices.usual)
    guard try HookStore.all(in: work.transaction).count < Hook.most else {
      throw MainstayError.limit(name: "webhooks", limit: Hook.most)
    }
    let secret = Hook.plainMark + Data(work.app.ids.secret(bytes: 24)).base64EncodedString()
    var hook = Hook(
      id: work.newID(), label: label, url: url, secret: "", kinds: kinds ?? work.app.features.notices.usual,
      isActive: true,
      createdAt: work.now)
    try work.seal(secret, of: &hook, with: work.presentSecretsKey())
    try HookStore.insert(hook, in: work.transaction)
    try work.note(hook, "webhook.added")
    hook.secret = secret
    return hook
  }
}

/// Changes what a webhook is called, where it leads, and what it gets. What is nil stays.
public struct ChangeHook: Command {
  public var id: RecordID
  public var label: String?
  public var url: String?
  public var kinds: Set<String>?

  public init(_ id: RecordID, label: String? = nil, url: String? = nil, kinds: Set<String>? = nil) {
    (self.id, self.label, self.url, self.kinds) = (id, label, url, kinds)
  }

  public func perform(in work: Work) throws -> Hook {
    try work.principal.require(.manageHooks)
    let faults = AddHook.faults(label: label, url: url, kinds: kinds, on: work.app)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    var hook = try work.standingHook(id)
    let old = hook
    (hook.label, hook.url, hook.kinds) = (label ?? hook.label, url ?? hook.url, kinds ?? hook.kinds)
    // Whoever says where messages go reads what is in them.
    try work.look.requireAllStreams(toldBy: hook.kinds)
    if hook != old { try work.keep(hook, "webhook.changed") }
    // What failed at the old address says nothing about the new one.
    if hook.url != old.url { try DestinationStore.renew(hook.destination, in: work.transaction) }
    return hook.withoutSecret
  }
}

/// Switches a webhook on or off.
public struct SwitchHook: Command {
  public var id: RecordID
  public var isActive: Bool
  public init(_ id: RecordID, isActive: Bool) { (self.id, self.isActive) = (id, isActive) }

  public func perform(in work: Work) throws {
    try work.principal.require(.manageHooks)
    var hook = try work.hook(id)
    guard hook.isActive != isActive else { return }
    if isActive { try work.look.requireAllStreams(toldBy: hook.kinds) }
    hook = try work.standingHook(id)
    hook.isActive = isActive
    try work.keep(hook, isActive ? "webhook.switched-on" : "webhook.switched-off")
    // Whoever switches it on again wants to see it tried.
    if isActive { try DestinationStore.renew(hook.destination, in: work.transaction) }
  }
}

/// Takes a webhook away. What waits for it is given up.
public struct RemoveHook: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  public func perform(in work: Work) throws {
    try work.principal.require(.manageHooks)
    let hook = try work.hook(id)
    try HookStore.delete(id, in: work.transaction)
    try DestinationStore.pause(hook.destination, until: work.now, in: work.transaction)
    try work.note(hook, "webhook.removed")
    try work.mend(work.doubtItem(hook))
  }
}

/// The webhook behind a destination, as the channel needs it: with its secret as it is kept. For the engine.
public struct FindHook: Query {
  public var key: String
  public init(_ key: String) { self.key = key }

  public func answer(from look: Look) throws -> Hook? {
    try look.principal.require(.runEngine)
    guard var hook = try HookStore.hook(RecordID(key), in: look.transaction) else { return nil }
    hook.isDoubted = try !hook.stands(in: look.transaction)
    return hook
  }
}

/// All webhooks, their secrets left out.
public struct ListHooks: Query {
  public init() {}
  public func answer(from look: Look) throws -> [Hook] {
    try look.principal.require(.seeOutbox)
    return try HookStore.all(in: look.transaction).map(\.withoutSecret)
  }
}

/// A webhook with how its last messages fared.
public struct HookRecord: Hashable, Sendable {
  /// Its secret left out.
  public var hook: Hook
  /// The newest deliveries to it, newest first, at most `HookRecord.most`.
  public var recent: [Delivery]
  /// Whether it is being left alone for a while.
  public var health: DestinationHealth?

  /// Deliveries that are looked at.
  public static let most = 20

  /// Those whose first try has ended, one way or the other.
  public var tried: Int { recent.count { $0.state == .delivered || $0.state == .dead || $0.lastError != nil } }
  public var delivered: Int { recent.count { $0.state == .delivered } }
  /// The newest answer that was no success, of a message that has not arrived since.
  public var lastError: String? {
    recent.lazy.compactMap(\.lastError).first ?? health.flatMap { $0.failures > 0 ? $0.lastError : nil }
  }
  public var lastDeliveredAt: Instant? { recent.compactMap(\.deliveredAt).max() }
  /// Tries that failed or were refused since the last that arrived.
  public var failures: Int { health?.failures ?? 0 }
  /// Nothing is sent to it before, for it failed too often; nil where it is not left alone.
  public var pausedUntil: Instant? {
    health.flatMap { $0.failures >= DestinationHealth.patience ? $0.pausedUntil : nil }
  }
}

/// All webhooks with how their last messages fared.
public struct ListHookRecords: Query {
  public init() {}

  public func answer(from look: Look) throws -> [HookRecord] {
    let hooks = try ListHooks().answer(from: look)
    let health = try DestinationStore.health(of: Hook.channel, in: look.transaction)
    return try hooks.map { hook in
      var fares = health[hook.id.text]
      // A pause that is over keeps nothing back.
      if let until = fares?.pausedUntil, until <= look.now { fares?.pausedUntil = nil }
      return HookRecord(
        hook: hook,
        recent: try DeliveryStore.latest(
          to: hook.destination, limit: HookRecord.most, seen: look.readable("n.subject", after: 3),
          in: look.transaction),
        health: fares)
    }
  }
}
