import Core
import Directories
import Journal
import Kernel
import PeopleUseCases
import Storage

/// Why an LDAP server does not answer as it should.
public enum LDAPFault: Error, Hashable, Sendable {
  /// It cannot be reached, or refuses to be asked; why, for administrators.
  case unavailable(String)
}

/// Asks LDAP servers.
public protocol LDAPDirectory: Sendable {
  /// All people that the server has, page by page, at most `most`.
  ///
  /// Throws `unavailable`, also where there are more.
  func people(_ settings: LDAPSettings, secret: String, most: Int) async throws(LDAPFault) -> [LDAPEntry]
  /// Whoever has this name; more than one where the server is ambiguous.
  func find(_ name: String, _ settings: LDAPSettings, secret: String) async throws(LDAPFault) -> [LDAPEntry]
  /// Whether a password is that of an entry. An empty one never is.
  func isRight(_ password: String, of dn: String, _ settings: LDAPSettings) async throws(LDAPFault) -> Bool
}

/// Asks LDAP servers; a product without one asks none.
enum LDAPPart: AppPart {
  static let absent: (any LDAPDirectory)? = nil
}

extension AppParts {
  /// Asks LDAP servers; a product without one asks none.
  public var ldap: (any LDAPDirectory)? {
    get { self[LDAPPart.self] }
    set { self[LDAPPart.self] = newValue }
  }
}

/// The directories that know passwords and that a name may be of: those that know somebody of this name, and for a name
/// that nobody has here those that let new people in.
struct DirectoriesOfName: Query {
  var name: String

  func answer(from look: Look) throws -> [Directory] {
    try look.principal.require(.runEngine)
    let all = try DirectoryStore.all(in: look.transaction).filter { $0.kind == .ldap && $0.isActive }
    guard !all.isEmpty else { return [] }
    guard let person = try PeopleStore.person(named: name, in: look.transaction) else {
      return all.filter(\.rule.creates)
    }
    let known = Set(try DirectoryAccountStore.accounts(of: person.id, in: look.transaction).map(\.directory))
    if !known.isEmpty { return all.filter { known.contains($0.id) } }
    return try look.isAdoptable(person) ? all.filter(\.rule.adopts) : []
  }
}

extension App {
  private static let doorkeeper = Principal.system("sign-in")
  /// Bytes of a password that is sent to a directory.
  private static let longestLDAPPassword = 1024

  /// Asks the directories that know passwords; nil where none knows the name, or the password is wrong.
  ///
  /// - Throws: `unavailable` where the one that knows the name cannot be asked, `conflict` where it lets nobody in.
  func enterByLDAP(name: String, password: String, from visitor: Visitor) async throws -> Entrance? {
    // An empty password would be an unauthenticated bind, which succeeds (RFC 4513, section 5.1.2).
    guard let client = parts.ldap, !password.isEmpty, !password.utf8.contains(0),
      password.utf8.count <= App.longestLDAPPassword
    else { return nil }
    let directories = try await ask(DirectoriesOfName(name: name), as: App.doorkeeper)
    for directory in directories {
      guard case .ldap(let settings) = directory.settings else { continue }
      do {
        let secret = try secret(of: directory)
        let found = try await client.find(name, settings, secret: secret)
        // Of two of one name nobody knows which is meant.
        guard found.count == 1, let entry = found.first, entry.name(settings) == name,
          let subject = entry.subject(settings),
          try await client.isRight(password, of: entry.dn, settings)
        else { continue }
        await mended(directory.id)
        return try await run(
          EnterByDirectory(
            directory: directory.id, subject: subject, userName: name, said: entry.said, claims: entry.claims(settings),
            means: .ldap, visitor: visitor), as: App.doorkeeper)
      } catch let fault as LDAPFault {
        guard case .unavailable(let reason) = fault else { throw fault }
        try? await run(NoteDirectory(id: directory.id, trouble: reason), as: App.doorkeeper)
        // Who is not known here yet is told what everybody is told.
        guard try await ask(IsKnown(name: name), as: App.doorkeeper) else { continue }
        throw MainstayError.unavailable(
          reason:
            "\(directory.label), which knows your password, does not answer at the moment. Try again in a few minutes.")
      }
    }
    return nil
  }
}

struct IsKnown: Query {
  var name: String

  func answer(from look: Look) throws -> Bool {
    try look.principal.require(.runEngine)
    return try PeopleStore.person(named: name, in: look.transaction) != nil
  }
}

extension LDAPEntry {
  /// What is kept of what the directory said.
  var said: JSON {
    ["dn": .string(dn), "attributes": .object(attributes.mapValues { .array($0.map(JSON.string)) }), "active": true]
  }
}
