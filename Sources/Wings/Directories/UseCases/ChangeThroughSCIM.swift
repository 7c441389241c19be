import Core
import Directories
import Journal
import Kernel
import PeopleUseCases
import Storage

/// What a directory does here with a person or a group.
public enum SCIMAct: Hashable, Sendable {
  case create(JSON)
  case replace(RecordID, JSON, version: Int?)
  case patch(RecordID, SCIMPatch, version: Int?)
  case delete(RecordID, version: Int?)
}

/// Takes a change of a directory that sends people here. Who is taken away, or is no longer active there, can no longer
/// sign in here: sessions, tokens and streams end at once, tickets stay and stand in a view of the desk.
public struct ChangeThroughSCIM: Command {
  public var directory: RecordID
  public var schema: SCIMSchema
  public var act: SCIMAct

  public init(_ act: SCIMAct, of schema: SCIMSchema, by directory: RecordID) {
    (self.act, self.schema, self.directory) = (act, schema, directory)
  }

  /// - Returns: The resource as it stands now; nil where it was deleted.
  /// - Throws: `SCIMFault`, and `MainstayError` for what the rule of the directory or the product refuse.
  public func perform(in work: Work) throws -> JSON? {
    try work.principal.require(.runEngine)
    guard let directory = try DirectoryStore.directory(directory, in: work.transaction), directory.isActive else {
      throw MainstayError.notFound(kind: "directory", id: directory.text)
    }
    return try schema == .user ? user(directory, work) : group(directory, work)
  }

  private func user(_ directory: Directory, _ work: Work) throws -> JSON? {
    if case .create(let body) = act {
      // Who is sent without a word on it may sign in.
      let said = try schema.read(body)
      let arrival = try Arrival(
        user: .object((said.objectValue ?? [:]).merging(["active": true]) { sent, _ in sent }), groups: [])
      if let name = arrival.userName,
        try DirectoryAccountStore.account(userName: name, of: directory.id, in: work.transaction) != nil
      {
        throw SCIMFault.uniqueness("There is a user \(name) already.")
      }
      let (person, account) = try work.admit(arrival, of: directory)
      return try work.look.resource(account, of: person)
    }
    var account = try account(directory, work)
    let groups = try DirectoryGroupStore.groups(of: account.id, in: work.transaction).map(\.name)
    guard let wanted = try wanted(work.look.kept(account)) else {
      if let person = try PeopleStore.person(account.person, in: work.transaction), person.isActive {
        _ = try work.settle(account, Arrival(said: account.said, groups: groups, isActive: false), of: directory)
      }
      try work.remove(account)
      return nil
    }
    let arrival = try Arrival(user: wanted, groups: groups)
    if arrival.userName != account.userName, let name = arrival.userName,
      try DirectoryAccountStore.account(userName: name, of: directory.id, in: work.transaction) != nil
    {
      throw SCIMFault.uniqueness("There is a user \(name) already.")
    }
    let person = try work.settle(account, arrival, of: directory)
    if account.said != arrival.said {
      (account.said, account.userName, account.externalID) = (arrival.said, arrival.userName, arrival.externalID)
      (account.version, account.changedAt) = (account.version + 1, work.now)
      try DirectoryAccountStore.update(account, in: work.transaction)
      try work.note(account, DirectoryEntry.changed)
    }
    return try work.look.resource(account, of: person)
  }

  private func account(_ directory: Directory, _ work: Work) throws -> DirectoryAccount {
    let (id, version) = target
    guard let account = try DirectoryAccountStore.account(id, of: directory.id, lock: true, in: work.transaction) else {
      throw SCIMFault.notFound("There is no user \(id.text).")
    }
    if let version, version != account.version { throw SCIMFault.stale("It is at version \(account.version).") }
    return account
  }

  private var target: (RecordID, Int?) {
    switch act {
    case .create: (RecordID(""), nil)
    case .replace(let id, _, let version), .patch(let id, _, let version), .delete(let id, let version): (id, version)
    }
  }

  /// What the resource is to be; nil where it is to go.
  private func wanted(_ present: JSON) throws -> JSON? {
    switch act {
    case .create(let body), .replace(_, let body, _): try schema.read(body)
    case .patch(_, let patch, _): try schema.read(patch.applied(to: present, of: schema))
    case .delete: nil
    }
  }

  private func group(_ directory: Directory, _ work: Work) throws -> JSON? {
    if case .create(let body) = act { return try addGroup(schema.read(body), directory, work) }
    let (id, version) = target
    guard var group = try DirectoryGroupStore.group(id, of: directory.id, lock: true, in: work.transaction) else {
      throw SCIMFault.notFound("There is no group \(id.text).")
    }
    if let version, version != group.version { throw SCIMFault.stale("It is at version \(group.version).") }
    let before = group
    guard let wanted = try wanted(group.kept) else {
      try DirectoryGroupStore.delete(group.id, in: work.transaction)
      try work.record(
        [Happening(kind: DirectoryEntry.groupRemoved, at: work.now, payload: .object([:]))],
        on: DirectoryGroup.streamPrefix + group.id.text)
      try settle(before.members, directory, work)
      return nil
    }
    let members = try self.members(of: wanted, directory, work)
    (group.name, group.externalID) = (
      wanted["displayName"]?.stringValue ?? group.name, wanted["externalId"]?.stringValue
    )
    let (old, new) = (Set(before.members), Set(members))
    let (added, taken) = (new.subtracting(old).sorted(), old.subtracting(new).sorted())
    let isRenamed = group.name != before.name
    guard isRenamed || group.externalID != before.externalID || !added.isEmpty || !taken.isEmpty else {
      return work.look.resource(group)
    }
    do {
      try work.change(&group, adding: added, taking: taken)
    } catch StorageError.unique {
      throw SCIMFault.uniqueness("There is a group \(group.name) already.")
    }
    group.members = new.sorted()
    try settle(isRenamed ? old.union(new).sorted() : added + taken, directory, work)
    return work.look.resource(group)
  }

  private func addGroup(_ wanted: JSON, _ directory: Directory, _ work: Work) throws -> JSON {
    guard try DirectoryGroupStore.count(of: directory.id, in: work.transaction) < DirectoryGroup.most else {
      throw SCIMFault.tooMany("A directory may have at most \(DirectoryGroup.most) groups here.")
    }
    let members = try members(of: wanted, directory, work)
    let group = DirectoryGroup(
      id: work.newID(), directory: directory.id, name: wanted["displayName"]?.stringValue ?? "",
      externalID: wanted["externalId"]?.stringValue, members: members.sorted(), createdAt: work.now,
      changedAt: work.now, version: 1)
    do {
      try DirectoryGroupStore.insert(group, in: work.transaction)
    } catch StorageError.unique {
      throw SCIMFault.uniqueness("There is a group \(group.name) already.")
    }
    try work.record(
      [
        Happening(
          kind: DirectoryEntry.groupAdded, at: work.now,
          payload: .members([
            "directory": .string(directory.id.text), "name": .string(group.name), "externalId": .text(group.externalID),
            "members": .array(group.members.map { .string($0.text) }),
          ]))
      ], on: DirectoryGroup.streamPrefix + group.id.text)
    try settle(group.members, directory, work)
    return work.look.resource(group)
  }

  private func members(of wanted: JSON, _ directory: Directory, _ work: Work) throws -> [RecordID] {
    let ids = (wanted["members"]?.arrayValue ?? []).compactMap { $0["value"]?.stringValue }.map { RecordID($0) }
    for id in ids where try DirectoryAccountStore.account(id, of: directory.id, in: work.transaction) == nil {
      throw SCIMFault.invalidValue("There is no user \(id.text.prefix(80)); groups inside groups are not kept.")
    }
    return Array(Set(ids)).sorted()
  }

  /// Brings those whose groups have changed to what the rule says now.
  private func settle(_ members: [RecordID], _ directory: Directory, _ work: Work) throws {
    for id in members {
      guard let account = try DirectoryAccountStore.account(id, of: directory.id, in: work.transaction) else {
        continue
      }
      let groups = try DirectoryGroupStore.groups(of: id, in: work.transaction).map(\.name)
      _ = try work.settle(account, Arrival(user: account.said, groups: groups), of: directory)
    }
  }
}

extension Arrival {
  /// - Parameter user: What a directory said of somebody, as it is kept.
  init(user: JSON, groups: [String]) throws {
    self.init(said: user, groups: groups, isActive: user["active"]?.boolValue ?? true)
  }

  init(said: JSON, groups: [String], isActive: Bool) {
    self.init(
      userName: said["userName"]?.stringValue?.lowercased(), externalID: said["externalId"]?.stringValue, said: said,
      claims: SCIM.claims(of: said, groups: groups), isActive: isActive)
  }
}

extension DirectoryGroup {
  /// As `SCIMSchema.read` keeps one.
  var kept: JSON {
    .members([
      "displayName": .string(name), "externalId": .text(externalID),
      "members": members.isEmpty ? nil : .array(members.map { ["value": .string($0.text)] }),
    ])
  }
}

extension Look {
  /// What is kept of somebody.
  func kept(_ account: DirectoryAccount) throws -> JSON { account.said }

  /// A user as SCIM shows one.
  func resource(_ account: DirectoryAccount, of person: Person) throws -> JSON {
    let groups = try DirectoryGroupStore.groups(of: account.id, in: transaction)
    var members = account.said.objectValue ?? [:]
    // Where the directory has taken the attribute back, it says nothing of it, as long as they may sign in.
    members["active"] = account.said["active"] == nil && person.isActive ? nil : .bool(person.isActive)
    if !groups.isEmpty {
      members["groups"] = .array(
        groups.map {
          [
            "value": .string($0.id.text), "$ref": .string(SCIM.base + SCIMSchema.group.endpoint + "/" + $0.id.text),
            "display": .string($0.name),
          ]
        })
    }
    return Look.resource(
      members, .user, id: account.id, made: account.createdAt, changed: account.changedAt, version: account.version)
  }

  /// A group as SCIM shows one.
  func resource(_ group: DirectoryGroup) -> JSON {
    var members = group.kept.objectValue ?? [:]
    if !group.members.isEmpty {
      members["members"] = .array(
        group.members.map {
          [
            "value": .string($0.text), "$ref": .string(SCIM.base + SCIMSchema.user.endpoint + "/" + $0.text),
          ]
        })
    }
    return Look.resource(
      members, .group, id: group.id, made: group.createdAt, changed: group.changedAt, version: group.version)
  }

  private static func resource(
    _ members: [String: JSON], _ schema: SCIMSchema, id: RecordID, made: Instant, changed: Instant, version: Int
  ) -> JSON {
    var members = members
    members["schemas"] = .array([.string(schema.id)])
    members["id"] = .string(id.text)
    members["meta"] = [
      "resourceType": .string(schema.name), "created": .string(made.rfc3339), "lastModified": .string(changed.rfc3339),
      "location": .string(SCIM.base + schema.endpoint + "/" + id.text), "version": .string("W/\"\(version)\""),
    ]
    return .object(members)
  }
}
