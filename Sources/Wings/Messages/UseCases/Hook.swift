import Core
import Foundation
import Journal
import Kernel
import Synchronization

/// An address that notices are posted to, signed as Standard Webhooks has it.
public struct Hook: Hashable, Sendable {
  public var id: RecordID
  public var label: String
  public var url: String
  /// `whsec_` and base64, sealed with the secrets key; never shown again after it was made.
  public var secret: String
  /// Of the digests of `secret` and `former` in the journal.
  var salt: [UInt8]
  /// The secret before, sealed too, while it still holds beside the present one.
  var former: String?
  /// Until when it holds.
  public var formerUntil: Instant?
  /// Kinds of notice it wants; `NoticeKind.every` among them wants all.
  public var kinds: Set<String>
  public var isActive: Bool
  public var createdAt: Instant
  /// Whether its row is another than the journal says, as found when it was looked up: then it is not used.
  package var isDoubted = false

  public init(
    id: RecordID, label: String, url: String, secret: String, salt: [UInt8] = [], kinds: Set<String>, isActive: Bool,
    createdAt: Instant
  ) {
    (self.id, self.label, self.url, self.secret, self.salt) = (id, label, url, secret, salt)
    (self.kinds, self.isActive, self.createdAt) = (kinds, isActive, createdAt)
  }

  public static let most = 100
  static let channel = "webhook"
  /// What a secret begins with that is not sealed.
  static let plainMark = "whsec_"

  public var destination: Destination { Destination(channel: Hook.channel, key: id.text) }
  /// What the sealed secret is bound to.
  public var context: String { "webhook/" + id.text }

  public func wants(_ kind: String) -> Bool {
    isActive && (kinds.contains(kind) || kinds.contains(NoticeKind.every))
  }

  /// The same without its secret, to be shown.
  var withoutSecret: Hook {
    var hook = self
    (hook.secret, hook.salt, hook.former) = ("", [], nil)
    return hook
  }
}

extension Delivery {
  /// The webhook that it goes to; nil for other channels.
  public var webhook: RecordID? { destination.channel == Hook.channel ? RecordID(destination.key) : nil }
}

/// What an address of a webhook must be like.
package enum HookAddress {
  package static let longest = 1000

  /// Why a text is no such address, as a sentence about it; nil where it is.
  ///
  /// What the address shows is where the connection goes: no characters that only look like digits, no name and
  /// password before the host, nothing that a client might cut off.
  package static func fault(in url: String) -> String? {
    if url.utf8.count > longest { return "may have at most \(longest) characters" }
    guard url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      return "may have only the characters of ASCII, without spaces; write an international name in its xn-- form"
    }
    guard let parts = URLComponents(string: url), ["http", "https"].contains(parts.scheme?.lowercased() ?? ""),
      let host = parts.host, !host.isEmpty, URL(string: url)?.host != nil
    else { return "must be an http or https address with a host, like https://receiver.example/mainstay" }
    if parts.user != nil || parts.password != nil { return "may not hold a user name or password" }
    if let port = parts.port, !(1...65_535).contains(port) { return "must have a port from 1 to 65535" }
    return nil
  }
}

/// The webhooks as this process knows them: who listens is asked for every change of every ticket, and a statement
/// for each would be dear. What another node changes is known here a second later.
final class HookListeners: Sendable {
  static let fresh = Duration.seconds(1)

  private struct State {
    var hooks: [Hook]?
    var loadedAt = Instant.earliest
    /// Counts the changes, so that what was read before one is not kept after it.
    var changes = 0
  }

  private let state = Mutex(State())

  func listening(for kind: String, _ look: Look) throws -> [Hook] {
    let (known, changes) = state.withLock { state -> ([Hook]?, Int) in
      let age = look.now - state.loadedAt
      return (age >= .zero && age < HookListeners.fresh ? state.hooks : nil, state.changes)
    }
    if let known { return known.filter { $0.wants(kind) } }
    let hooks = try HookStore.readable(in: look.transaction).map(\.withoutSecret)
    state.withLock { state in
      if state.changes == changes { (state.hooks, state.loadedAt) = (hooks, look.now) }
    }
    return hooks.filter { $0.wants(kind) }
  }

  /// A webhook was changed: the next who asks reads anew.
  func forget() {
    state.withLock { state in
      state.hooks = nil
      state.changes += 1
    }
  }
}
