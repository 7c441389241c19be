import Core
import Directories
import Journal
import Kernel
import PeopleUseCases
import Storage

/// People that a directory knows, and who of them may sign in here.
struct DirectoryStanding: Query {
  var directory: RecordID

  struct Line: Hashable, Sendable {
    var account: RecordID
    var subject: String
    var said: JSON
    var isActive: Bool
  }

  func answer(from look: Look) throws -> [Line] {
    try look.principal.require(.runEngine)
    return try DirectoryAccountStore.lines(of: directory, limit: App.mostOfDirectory, in: look.transaction)
  }
}

/// Brings one person to what a directory that was looked at says; nil of an entry that is no more takes the sign-in away.
struct SettleByLook: Command {
  var directory: RecordID
  var account: RecordID
  var entry: LDAPEntry?

  /// - Returns: Whether anything was changed.
  func perform(in work: Work) throws -> Bool {
    try work.principal.require(.runEngine)
    guard let directory = try DirectoryStore.directory(directory, in: work.transaction), directory.isActive,
      case .ldap(let settings) = directory.settings,
      var account = try DirectoryAccountStore.account(account, of: directory.id, lock: true, in: work.transaction),
      let before = try PeopleStore.person(account.person, in: work.transaction)
    else { return false }
    let said = entry?.said ?? .object((account.said.objectValue ?? [:]).merging(["active": false]) { $1 })
    let last = LDAPEntry(said: account.said)
    let arrival = Arrival(
      subject: account.subject, userName: account.userName, said: said,
      claims: (entry ?? last).claims(settings), isActive: entry != nil)
    let person = try work.settle(account, arrival, of: directory)
    guard account.said != said else { return person != before }
    account.said = said
    (account.version, account.changedAt) = (account.version + 1, work.now)
    try DirectoryAccountStore.update(account, in: work.transaction)
    try work.note(account, DirectoryEntry.changed)
    return true
  }
}

extension LDAPEntry {
  /// What was kept.
  init(said: JSON) {
    let attributes = said["attributes"]?.objectValue ?? [:]
    self.init(
      dn: said["dn"]?.stringValue ?? "",
      attributes: attributes.mapValues { ($0.arrayValue ?? []).compactMap(\.stringValue) })
  }
}

extension App {
  /// People of one directory that is looked at.
  public static let mostOfDirectory = 100_000

  /// Looks at all directories that are asked, and brings their people to what they say: who is gone there can no longer
  /// sign in here. One that cannot be asked, or has suddenly lost many, changes nothing, and is noted among what fails.
  ///
  /// - Returns: How many people were changed.
  public func lookAtDirectories(as principal: Principal) async throws -> Int {
    try principal.require(.runEngine)
    guard let client = parts.ldap else { return 0 }
    var changed = 0
    for directory in try await ask(DirectoriesToLookAt(), as: principal) {
      guard case .ldap(let settings) = directory.settings else { continue }
      do {
        let secret = try secret(of: directory)
        let found = try await client.people(settings, secret: secret, most: App.mostOfDirectory)
        changed += try await take(found, of: directory, settings, as: principal)
      } catch let fault as LDAPFault {
        guard case .unavailable(let reason) = fault else { throw fault }
        try await run(NoteDirectory(id: directory.id, trouble: reason), as: principal)
      } catch MainstayError.unavailable(let reason) {
        try await run(NoteDirectory(id: directory.id, trouble: reason), as: principal)
      }
    }
    return changed
  }

  /// As `lookAtDirectories`, for an administrator who does not want to wait for the next look.
  public func lookAtDirectoriesNow(as principal: Principal) async throws -> Int {
    try principal.require(.manageDirectories)
    return try await lookAtDirectories(as: .system("directories"))
  }

  private func take(
    _ found: [LDAPEntry], of directory: Directory, _ settings: LDAPSettings, as principal: Principal
  ) async throws -> Int {
    let entries = Dictionary(
      found.compactMap { entry in entry.subject(settings).map { ($0, entry) } }, uniquingKeysWith: { first, _ in first }
    )
    let known = try await ask(DirectoryStanding(directory: directory.id), as: principal)
    let active = known.filter(\.isActive)
    let gone = active.filter { entries[$0.subject] == nil }
    let doubt = DirectoryLook.doubt(
      found: entries.count, active: active.count, gone: gone.count, most: settings.mostGone)
    if let doubt {
      try await run(NoteDirectory(id: directory.id, trouble: doubt), as: principal)
      return 0
    }
    var (changed, refused) = (0, [String]())
    for line in known {
      let entry = entries[line.subject]
      // What it says is as it was.
      if let entry, entry.said == line.said { continue }
      if entry == nil, !line.isActive { continue }
      do {
        let isChanged = try await run(
          SettleByLook(directory: directory.id, account: line.account, entry: entry), as: principal)
        changed += isChanged ? 1 : 0
      } catch MainstayError.conflict(_, let message) {
        refused.append(message)
      } catch MainstayError.invalid(let faults) {
        refused.append(faults.map { "\($0.path) \($0.message)" }.joined(separator: ", "))
      }
    }
    try await run(
      NoteDirectory(
        id: directory.id, trouble: refused.first.map { "\(refused.count) of its people stay as they are: \($0)" }),
      as: principal)
    return changed
  }
}

/// Directories that are looked at.
struct DirectoriesToLookAt: Query {
  func answer(from look: Look) throws -> [Directory] {
    try look.principal.require(.runEngine)
    return try DirectoryStore.all(in: look.transaction).filter { $0.kind == .ldap && $0.isActive }
  }
}
