import Core
import Journal
import Kernel
import Storage

extension Work {
  /// The key that seals. Throws `conflict` with what to do where this node has not got it.
  func presentSecretsKey() throws -> SecretsKey {
    if let key = try sealingKey() { return key }
    let fault = try look.secretsStanding().fault
    throw MainstayError.conflict(code: "no-secrets-key", message: fault ?? App.noSecretsKey)
  }
}

extension App {
  /// The webhook's secret as its receiver knows it. One from before secrets were sealed stands as it is.
  ///
  /// Throws `unavailable` where this node cannot open it, or its row is not what the journal says, with what to do.
  public func secret(of hook: Hook) throws(MainstayError) -> String {
    guard !hook.isDoubted else { throw .unavailable(reason: hook.doubt) }
    return try open(hook.secret, of: hook)
  }

  /// The secret that the webhook had before, while it still holds beside the present one; nil where none does. Throws
  /// as `secret` does.
  public func formerSecret(of hook: Hook, at now: Instant) throws(MainstayError) -> String? {
    guard let former = hook.former, let until = hook.formerUntil, now < until else { return nil }
    guard !hook.isDoubted else { throw .unavailable(reason: hook.doubt) }
    return try open(former, of: hook)
  }

  private func open(_ text: String, of hook: Hook) throws(MainstayError) -> String {
    guard let sealed = SealedText(text) else { return text }
    let keys = try secretsKeys()
    for key in keys {
      if let secret = key.open(sealed, for: hook.context) { return secret }
    }
    guard !keys.contains(where: { $0.id == sealed.keyID }) else {
      throw .unavailable(reason: "The webhook's secret was changed in the database; add the webhook anew.")
    }
    throw .unavailable(
      reason: """
        The webhook's secret is sealed with key \(sealed.keyID); this node has \(keys.map(\.id).joined(separator: ", ")). \
        Put the file with that key back in its place.
        """)
  }
}

/// Brings webhooks to what the journal and the present key ask for: those from before have no entry with all their
/// columns, and a secret that anybody can read who reads the database. One whose row is not what the journal says is
/// left as it is and noted among what fails: sealing it would make the change look like ours.
public struct SealHookSecrets: Command {
  /// The part of the engine under which webhooks are noted that are not used.
  public static let module = "webhooks"

  /// Whether secrets are sealed anew that older keys sealed.
  public var rotates: Bool
  public init(rotates: Bool = false) { self.rotates = rotates }

  public struct Answer: Hashable, Sendable {
    /// Webhooks that were sealed with the present key.
    public var sealed = 0
    /// Labels of those that no key of this node opens.
    public var unreadable: [String] = []
    /// Labels of those whose rows are not what the journal says.
    public var doubted: [String] = []
  }

  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.runEngine)
    var answer = Answer()
    if rotates { try work.takeSealingKey() }
    // A key file that cannot be read, or is another one, stops webhooks, and nothing else.
    let key = try work.look.secretsStanding() == .good ? work.sealingKey() : nil
    for var hook in try HookStore.readable(in: work.transaction) {
      guard try hook.stands(in: work.transaction) else {
        try work.note(work.doubtItem(hook), failed: MainstayError.unavailable(reason: hook.doubt))
        answer.doubted.append(hook.label)
        continue
      }
      try work.mend(work.doubtItem(hook))
      let sealed = SealedText(hook.secret)
      let isKnown = !hook.salt.isEmpty
      if let key, sealed == nil || (rotates && sealed?.keyID != key.id) {
        do {
          let secret = try work.app.secret(of: hook)
          if let former = try work.app.formerSecret(of: hook, at: work.now) {
            hook.former = try work.sealed(former, for: hook, with: key)
          } else {
            (hook.former, hook.formerUntil) = (nil, nil)
          }
          try work.seal(secret, of: &hook, with: key)
          try work.keep(hook, isKnown ? "webhook.sealed" : "webhook.recorded")
          answer.sealed += 1
          continue
        } catch MainstayError.unavailable {
          answer.unreadable.append(hook.label)
        }
      }
      if !isKnown {
        hook.salt = work.app.ids.secret(bytes: 16)
        try work.keep(hook, "webhook.recorded")
      }
    }
    return answer
  }
}

/// Whether `SealHookSecrets` has something to do.
public struct HooksToSeal: Query {
  public init() {}

  public func answer(from look: Look) throws -> Bool {
    try look.principal.require(.runEngine)
    let hasKey = try look.secretsStanding() == .good
    // What was noted may be mended.
    if try !FailureStore.items(SealHookSecrets.module, in: look.transaction).isEmpty { return true }
    return try HookStore.readable(in: look.transaction).contains {
      $0.salt.isEmpty || (hasKey && SealedText($0.secret) == nil)
    }
  }
}

/// Whether a webhook's secret or a person's key is sealed: then a new key in place of the one that did it would open
/// nothing.
public struct HasSealedSecrets: Query {
  public init() {}

  public func answer(from look: Look) throws -> Bool {
    try look.principal.require(.runEngine)
    return try look.sealingKeyID() != nil
      || HookStore.readable(in: look.transaction).contains { SealedText($0.secret) != nil }
  }
}

/// Holds webhooks against the journal: every column, the secret by its digest.
struct HookProjection: Projection {
  static let prefix = Hook.streamPrefix
  static let records = [RecordKind.webhooks]
  private static let names = [
    "label", "url", "kinds", "active", "made at", "secret", "former secret", "end of the former secret",
  ]
  /// The last words about each that was not taken away.
  private var hooks: [String: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: HookProjection.prefix), entry.kind != "webhook.tested" else { return }
    if entry.kind == "webhook.removed" {
      hooks.removeValue(forKey: id)
      return
    }
    guard let said = try? JSON(parsing: entry.payload) else {
      return unreadable.append(.unreadable(entry, "it holds no JSON"))
    }
    hooks[id] = said
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    var unseen = Set(hooks.keys)
    report.findings += unreadable
    try HookStore.scan(from: first, through: last, in: look.transaction) { hook in
      let subject = HookProjection.prefix + hook.id.text
      report.count(.webhooks)
      guard unseen.remove(hook.id.text) != nil, let said = hooks[hook.id.text] else {
        return report.add(.projection, subject, "the journal does not know this webhook")
      }
      let kinds = (said["kinds"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")
      report.compare(
        HookProjection.names,
        expected: [
          said["label"]?.stringValue, said["url"]?.stringValue, kinds, said["active"]?.boolValue.map(String.init),
          said["createdAt"]?.integerValue.map(String.init), said["secret"]?.stringValue,
          said["former"]?.stringValue, said["formerUntil"]?.integerValue.map(String.init),
        ],
        found: [
          hook.label, hook.url, hook.kinds.sorted().joined(separator: " "), String(hook.isActive),
          String(hook.createdAt.milliseconds), saltedDigest(hook.secret, salt: hook.salt),
          hook.former.map { saltedDigest($0, salt: hook.salt) },
          hook.formerUntil.map { String($0.milliseconds) },
        ], of: subject)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: HookProjection.prefix + id)
    }
    for id in unseen.sorted() { report.add(.projection, HookProjection.prefix + id, "the webhook has no record") }
  }
}

extension RecordKind {
  package static let webhooks = RecordKind("webhooks")
}
