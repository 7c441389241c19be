import Directories
import Journal
import Kernel

/// A directory that says who there is, and how it is believed.
public struct Directory: Hashable, Sendable {
  public var id: RecordID
  public var label: String
  public var settings: DirectorySettings
  public var rule: AdmissionRule
  public var isActive: Bool
  public var createdAt: Instant
  public var version: Int
  /// Of one that sends people here the digest of its secret; of others the secret, sealed with the secrets key.
  var secret: String
  /// Of the digest of `secret` in the journal.
  var salt: [UInt8]

  public static let most = 20
  /// Before the id in the name of its stream.
  static let streamPrefix = "directory/"
  static let secretMark = "mds_"

  public var kind: DirectoryKind { settings.kind }
  /// What the sealed secret is bound to.
  var context: String { Directory.streamPrefix + id.text }

  /// The same without its secret, to be shown.
  var withoutSecret: Directory {
    var directory = self
    (directory.secret, directory.salt) = ("", [])
    return directory
  }

  /// What the journal keeps of it: every column, the secret as a salted digest.
  var journaled: JSON {
    [
      "label": .string(label), "kind": .string(kind.rawValue), "settings": settings.json, "rule": rule.json,
      "active": .bool(isActive), "createdAt": .integer(createdAt.milliseconds), "version": .integer(Int64(version)),
      "secret": .string(saltedDigest(secret, salt: salt)),
    ]
  }
}

/// What a directory knows somebody by, and what it says of them.
public struct DirectoryAccount: Hashable, Sendable {
  public var id: RecordID
  public var directory: RecordID
  public var person: RecordID
  /// What stays the same there for ever: `sub` of OpenID Connect, `entryUUID` of LDAP, the id here of SCIM.
  public var subject: String
  /// The name there, in small letters.
  public var userName: String?
  public var externalID: String?
  /// What it said last: the resource of SCIM, the claims of others.
  public var said: JSON
  public var createdAt: Instant
  public var changedAt: Instant
  public var version: Int

  static let streamPrefix = "directory-account/"
}

/// A group of a directory that sends its groups here.
public struct DirectoryGroup: Hashable, Sendable {
  public var id: RecordID
  public var directory: RecordID
  public var name: String
  public var externalID: String?
  /// Ids of accounts.
  public var members: [RecordID]
  public var createdAt: Instant
  public var changedAt: Instant
  public var version: Int

  static let streamPrefix = "directory-group/"
  public static let most = 10_000
}
