import Core
import Directories
import Journal
import Kernel
import PeopleUseCases
import Storage

/// Somebody of whom a directory says something.
struct Arrival {
  /// Nil where the directory's own id is made here (SCIM).
  var subject: String?
  var userName: String?
  var externalID: String?
  var said: JSON
  var claims: Claims
  /// Whether the directory lets them sign in.
  var isActive: Bool
}

extension MainstayError {
  /// The rule of a directory keeps somebody out.
  static func notAdmitted(_ reasons: [String]) -> MainstayError {
    .conflict(code: "not-admitted", message: reasons.filter { $0.hasPrefix("Not let in") }.joined(separator: " "))
  }

  static func nameTaken(_ name: String) -> MainstayError {
    .conflict(
      code: "name-taken",
      message:
        "There is an account \(name) here, which this directory may not take over. An administrator can let it, or "
        + "the directory names them otherwise.")
  }
}

extension Work {
  /// Lets somebody in for the first time, by the rule of their directory.
  ///
  /// - Throws: `conflict("not-admitted")` with the reasons, `conflict("name-taken")`, `invalid` for what no person can
  ///   be called.
  func admit(_ arrival: Arrival, of directory: Directory) throws -> (Person, DirectoryAccount) {
    let admission = directory.rule.admission(of: arrival.claims)
    guard let found = admission.found else { throw MainstayError.notAdmitted(admission.reasons) }
    let person = try newcomer(found, arrival, of: directory)
    let id = newID()
    let account = DirectoryAccount(
      id: id, directory: directory.id, person: person.id, subject: arrival.subject ?? id.text,
      userName: arrival.userName, externalID: arrival.externalID, said: arrival.said, createdAt: now, changedAt: now,
      version: 1)
    do {
      try DirectoryAccountStore.insert(account, in: transaction)
    } catch StorageError.unique {
      throw MainstayError.nameTaken(arrival.userName ?? person.name)
    }
    try note(account, DirectoryEntry.linked)
    return (person, account)
  }

  private func newcomer(_ found: Admission.Found, _ arrival: Arrival, of directory: Directory) throws -> Person {
    let draft = PersonDraft(
      name: found.name, displayName: found.displayName, email: found.email, role: found.role, teams: found.teams,
      isActive: arrival.isActive)
    guard let present = try PeopleStore.person(named: found.name, in: transaction) else {
      guard directory.rule.creates else {
        throw MainstayError.notAdmitted([
          "Not let in: there is no account \(found.name), and this directory makes none."
        ])
      }
      return try AddPerson(draft, takesTickets: directory.rule.takesTickets).perform(in: self)
    }
    guard directory.rule.adopts, try look.isAdoptable(present),
      try DirectoryAccountStore.accounts(of: present.id, in: transaction).isEmpty
    else { throw MainstayError.nameTaken(found.name) }
    return try settle(present, found, isActive: arrival.isActive, of: directory)
  }

  /// Brings somebody whom the directory knows to what it says now; whom its rule keeps out can no longer sign in. Whoever
  /// was kept out by hand comes back by hand, unless the directory itself lets them in again whom it had not.
  func settle(_ account: DirectoryAccount, _ arrival: Arrival, of directory: Directory) throws -> Person {
    guard let person = try PeopleStore.person(account.person, in: transaction) else {
      throw MainstayError.notFound(kind: "person", id: account.person.text)
    }
    let admission = directory.rule.admission(of: arrival.claims)
    let comesBack = account.said["active"] == false && arrival.isActive
    return try settle(
      person, admission.found,
      isActive: arrival.isActive && admission.found != nil && (person.isActive || comesBack), of: directory)
  }

  private func settle(
    _ person: Person, _ found: Admission.Found?, isActive: Bool, of directory: Directory
  ) throws -> Person {
    var draft = PersonDraft(
      name: person.name, displayName: person.displayName, email: person.email, role: person.role,
      organisation: person.organisation, teams: person.teams, isActive: isActive)
    if let found {
      (draft.displayName, draft.email) = (found.displayName, found.email)
      if directory.rule.decidesRoles { draft.role = found.role }
      let byHand = Set(person.teams).subtracting(directory.rule.decidedTeams)
      draft.teams = byHand.union(found.teams).sorted()
    }
    let isSame =
      draft.displayName == person.displayName && draft.email == person.email && draft.role == person.role
      && draft.teams == person.teams && draft.isActive == person.isActive
    if isSame { return person }
    if person.role == .admin, person.isActive, draft.role != .admin || !draft.isActive,
      try ErasureStore.otherAdministrators(than: person.id, in: transaction) == 0
    {
      throw MainstayError.conflict(
        code: "last-administrator",
        message: "\(person.displayName) is the last administrator who can sign in, so no directory takes that away.")
    }
    return try ChangePerson(draft).perform(in: self)
  }

  /// Writes the entry that tells of an account as it stands now.
  func note(_ account: DirectoryAccount, _ kind: String) throws {
    try record(
      [
        Happening(
          kind: kind, at: now,
          payload: [
            "directory": .string(account.directory.text), "person": .string(account.person.text),
            SideRecord.member: coverSide(.directoryAccount, account.id),
          ])
      ], on: DirectoryAccount.streamPrefix + account.id.text)
  }

  /// Takes away what a directory knows somebody by; the person stays.
  func remove(_ account: DirectoryAccount) throws {
    for group in try DirectoryGroupStore.groups(of: account.id, in: transaction) {
      guard var group = try DirectoryGroupStore.group(group.id, of: account.directory, lock: true, in: transaction)
      else {
        continue
      }
      try change(&group, adding: [], taking: [account.id])
    }
    try DirectoryAccountStore.delete(account.id, in: transaction)
    try record(
      [Happening(kind: DirectoryEntry.unlinked, at: now, payload: ["person": .string(account.person.text)])],
      on: DirectoryAccount.streamPrefix + account.id.text)
  }

  /// Writes a change of a group and its entry in the journal.
  func change(_ group: inout DirectoryGroup, adding: [RecordID], taking: [RecordID]) throws {
    (group.version, group.changedAt) = (group.version + 1, now)
    try DirectoryGroupStore.update(group, in: transaction)
    try DirectoryGroupStore.take(taking, from: group.id, in: transaction)
    try DirectoryGroupStore.add(adding, to: group.id, in: transaction)
    try record(
      [
        Happening(
          kind: DirectoryEntry.groupChanged, at: now,
          payload: .members([
            "name": .string(group.name), "externalId": .text(group.externalID),
            "added": .array(adding.map { .string($0.text) }), "taken": .array(taking.map { .string($0.text) }),
          ]))
      ], on: DirectoryGroup.streamPrefix + group.id.text)
  }
}

/// Kinds of entry that tell of directories.
enum DirectoryEntry {
  static let linked = "directory.account-linked"
  static let changed = "directory.account-changed"
  static let unlinked = "directory.account-unlinked"
  static let groupAdded = "directory.group-added"
  static let groupChanged = "directory.group-changed"
  static let groupRemoved = "directory.group-removed"
}

extension SideRecord {
  /// All of what a directory knows somebody by: who they are there is personal.
  static let directoryAccount = SideRecord(
    table: "directory_account",
    columns: [
      ("directory", .text), ("person", .text), ("subject", .text), ("user_name", .text), ("external_id", .text),
      ("said", .text), ("created_at", .integer), ("changed_at", .integer), ("version", .integer),
    ], owner: "id")
}

extension Look {
  /// Whether a directory that adopts may take an account over: not those of managers and administrators, nor any that
  /// grants let do more than others, as whoever writes the rule may be allowed less.
  func isAdoptable(_ person: Person) throws -> Bool { try !person.role.governs && !holdsGrants(person) }
}
