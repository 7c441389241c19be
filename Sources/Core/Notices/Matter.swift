import Kernel

/// Records of a wing that wait for somebody's decision, and how people are told of them by ways of their own. A wing that
/// has such offers one; the wing that tells people knows of no other wing's records.
public struct Matter: Sendable {
  /// What the names of their streams begin with: `agreement-proposal/`.
  public var prefix: String
  /// Names of the kinds of notice that tell of them.
  public var kinds: Set<String>
  /// Whether somebody may know of one, by what follows the prefix: asked before each message.
  public var isSeen: @Sendable (_ key: String, Look) throws -> Bool
  /// Whom a notice of one of the kinds concerns, and what they are told; nil: nobody.
  public var news: @Sendable (Notice, Look) throws -> MatterNews?

  public init(
    _ prefix: String, kinds: some Sequence<String>, isSeen: @escaping @Sendable (_ key: String, Look) throws -> Bool,
    news: @escaping @Sendable (Notice, Look) throws -> MatterNews?
  ) {
    (self.prefix, self.kinds, self.isSeen, self.news) = (prefix, Set(kinds), isSeen, news)
  }
}

/// What people are told of a matter.
public struct MatterNews: Hashable, Sendable {
  public enum Audience: Hashable, Sendable {
    /// By sign-in names.
    case people(Set<String>)
    /// Those who may decide, but for who asked, or is a side.
    case deciders(Permission, except: Set<String>)
  }

  /// What follows the prefix.
  public var key: String
  /// The path of its page.
  public var page: String
  public var audience: Audience
  /// What happened. It holds nothing that people wrote.
  public var sentence: String
  /// Sign-in name of who did it: they are not told themselves.
  public var actor: String

  public init(key: String, page: String, audience: Audience, sentence: String, actor: String) {
    (self.key, self.page, self.audience) = (key, page, audience)
    (self.sentence, self.actor) = (sentence, actor)
  }
}

extension Features {
  /// The matter that a kind of notice is about; nil where it is about none.
  public func matter(ofKind kind: String) -> Matter? { matters.first { $0.kinds.contains(kind) } }

  /// The matter that a stream belongs to.
  public func matter(ofStream stream: String) -> Matter? { matters.first { stream.hasPrefix($0.prefix) } }
}
