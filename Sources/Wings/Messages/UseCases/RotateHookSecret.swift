import Core
import Foundation
import Kernel
import Storage

/// Gives a webhook a new secret. The one before holds beside it for a while, in which messages carry a signature by
/// each, as Standard Webhooks allows, so that the receiver can change over without losing any.
public struct RotateHookSecret: Command {
  public var id: RecordID
  /// How long the former secret still holds.
  public var grace: Duration

  public static let usualGrace = Duration.hours(24)
  public static let longestGrace = Duration.days(7)

  public init(_ id: RecordID, grace: Duration = usualGrace) { (self.id, self.grace) = (id, grace) }

  /// - Returns: The webhook with its new secret as the receiver needs it.
  /// - Throws: `invalid` naming `graceHours`, `conflict` where there is no key to seal the secret with,
  ///   `forbidden` for who may not see all that it gets.
  public func perform(in work: Work) throws -> Hook {
    try work.principal.require(.manageHooks)
    guard grace >= .zero, grace <= RotateHookSecret.longestGrace else {
      throw MainstayError.field(
        "graceHours", "is from 0 to \(RotateHookSecret.longestGrace.milliseconds / 3_600_000)")
    }
    var hook = try work.standingHook(id)
    // Whoever has the secret can write what the receiver takes for the desk's.
    try work.look.requireAllStreams(toldBy: hook.kinds)
    let key = try work.presentSecretsKey()
    (hook.former, hook.formerUntil) = (nil, nil)
    if grace > .zero {
      let former = try work.app.secret(of: hook)
      hook.former = try work.sealed(former, for: hook, with: key)
      hook.formerUntil = work.now + grace
    }
    let secret = Hook.plainMark + Data(work.app.ids.secret(bytes: 24)).base64EncodedString()
    try work.seal(secret, of: &hook, with: key)
    try work.keep(hook, "webhook.secret-rotated")
    hook.secret = secret
    return hook
  }
}

/// Takes away former secrets of webhooks that hold no more.
public struct EndFormerSecrets: Command {
  public init() {}

  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    var count = 0
    for var hook in try HookStore.readable(in: work.transaction) {
      guard let until = hook.formerUntil, until <= work.now, try hook.stands(in: work.transaction) else { continue }
      (hook.former, hook.formerUntil) = (nil, nil)
      try work.keep(hook, "webhook.former-secret-ended")
      count += 1
    }
    return count
  }
}
