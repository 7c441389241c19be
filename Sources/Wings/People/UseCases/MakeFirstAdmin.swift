import Core
import Journal
import Kernel
import Storage

/// Makes a link with which the first administrator is made, where nobody can sign in yet; nil
/// otherwise. The link works once, within `PeopleLimits.setupLink`.
public struct MakeSetupLink: Command {
  public init() {}

  public func perform(in work: Work) throws -> String? {
    try work.principal.require(.managePeople)
    guard try PeopleStore.isEmpty(in: work.transaction) else { return nil }
    let secret = hexadecimal(work.app.ids.secret(bytes: 24))
    try SessionStore.insert(
      setupLink: sha256Hex(secret.utf8), expires: work.now + PeopleLimits.setupLink, in: work.transaction)
    return secret
  }
}

/// Whether nobody can sign in yet.
public struct NeedsSetup: Query {
  public init() {}
  public func answer(from look: Look) throws -> Bool { try PeopleStore.isEmpty(in: look.transaction) }
}

/// Whether a link would still make the first administrator.
public struct IsSetupLinkGood: Query {
  public var link: String
  public init(_ link: String) { self.link = link }

  public func answer(from look: Look) throws -> Bool {
    try look.principal.require(.managePeople)
    return try SessionStore.isGood(setupLink: sha256Hex(link.utf8), at: look.now, in: look.transaction)
  }
}

struct MakeFirstAdmin: Command {
  var link: String
  var name: String
  var displayName: String
  var hash: String

  func perform(in work: Work) throws -> Person {
    try work.principal.require(.managePeople)
    guard try PeopleStore.isEmpty(in: work.transaction),
      try SessionStore.use(setupLink: sha256Hex(link.utf8), at: work.now, in: work.transaction)
    else { throw MainstayError.forbidden(permission: "set-up link") }
    return try work.add(PersonDraft(name: name, displayName: displayName, role: .admin), hash: hash)
  }
}
