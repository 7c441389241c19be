import Kernel
import Storage

/// What a stream of the journal is about, as people name it.
public struct StreamSubject: Hashable, Sendable {
  /// A ticket's number, or the display name of a person.
  public var title: String
  /// A ticket's subject, or the sign-in name of a person.
  public var detail: String

  public init(title: String, detail: String) { (self.title, self.detail) = (title, detail) }
}

/// How a wing names the subjects of its streams. Streams that are called by a readable key already, such as an
/// agreement's, need none.
public struct StreamNaming: Sendable {
  /// What the names of the streams begin with: `ticket/`.
  public var prefix: String
  /// Who may know what the streams are about.
  public var permission: Permission
  /// The subjects by what follows the prefix, those that there are, by one statement.
  public var find: @Sendable (_ keys: Set<String>, any Transaction) throws -> [String: StreamSubject]
  /// What follows the prefix, of a subject by what people call it; nil where nothing is called so.
  public var key: @Sendable (_ name: String, any Transaction) throws -> String?

  public init(
    _ prefix: String, _ permission: Permission,
    key: @escaping @Sendable (_ name: String, any Transaction) throws -> String? = { _, _ in nil },
    find: @escaping @Sendable (_ keys: Set<String>, any Transaction) throws -> [String: StreamSubject]
  ) {
    (self.prefix, self.permission, self.find, self.key) = (prefix, permission, find, key)
  }
}

extension StreamSubject {
  /// The subjects of streams by their names, as far as the principal may know them: one statement a kind of stream.
  public static func all(of streams: some Sequence<String>, from look: Look) throws -> [String: StreamSubject] {
    var keys: [String: Set<String>] = [:]
    for stream in streams {
      guard let slash = stream.firstIndex(of: "/") else { continue }
      keys[String(stream[...slash]), default: []].insert(String(stream[stream.index(after: slash)...]))
    }
    var found: [String: StreamSubject] = [:]
    for naming in look.app.features.all.lazy.flatMap(\.subjects) where look.principal.may(naming.permission) {
      guard let wanted = keys[naming.prefix] else { continue }
      for (key, subject) in try naming.find(wanted, look.transaction) { found[naming.prefix + key] = subject }
    }
    return found
  }
}
