import Core
import Directories
import Journal
import Kernel
import PeopleUseCases
import Storage

/// The directory that sends people here with a secret; nil where none does.
public struct DirectoryOfSecret: Query {
  public static let asksOnce = true
  public var secret: String
  public init(_ secret: String) { self.secret = secret }

  public func answer(from look: Look) throws -> Directory? {
    try look.principal.require(.runEngine)
    guard secret.hasPrefix(Directory.secretMark), secret.utf8.count <= 128 else { return nil }
    return try DirectoryStore.directory(ofSecret: sha256Hex(secret.utf8), in: look.transaction)?.withoutSecret
  }
}

/// One resource of a directory that sends people here.
public struct ShowThroughSCIM: Query {
  public var directory: RecordID
  public var schema: SCIMSchema
  public var id: RecordID

  public init(_ id: RecordID, of schema: SCIMSchema, by directory: RecordID) {
    (self.id, self.schema, self.directory) = (id, schema, directory)
  }

  /// - Throws: `SCIMFault.notFound`.
  public func answer(from look: Look) throws -> JSON {
    try look.principal.require(.runEngine)
    let tx = look.transaction
    if schema == .user {
      if let account = try DirectoryAccountStore.account(id, of: directory, in: tx),
        let person = try PeopleStore.person(account.person, in: tx)
      {
        return try look.resource(account, of: person)
      }
    } else if let group = try DirectoryGroupStore.group(id, of: directory, in: tx) {
      return look.resource(group)
    }
    throw SCIMFault.notFound("There is no \(schema.name.lowercased()) \(id.text.prefix(80)).")
  }
}

/// Resources of a directory that sends people here, a page at a time.
public struct ListThroughSCIM: Query {
  public var directory: RecordID
  public var schema: SCIMSchema
  public var filter: SCIMFilter?
  /// From 1.
  public var startIndex: Int
  public var count: Int

  public init(of schema: SCIMSchema, by directory: RecordID, filter: SCIMFilter?, startIndex: Int, count: Int) {
    (self.schema, self.directory, self.filter) = (schema, directory, filter)
    (self.startIndex, self.count) = (max(1, startIndex), min(max(0, count), SCIM.mostListed))
  }

  /// Resources that a filter without an index looks through.
  public static let mostLooked = 10_000

  public struct Answer: Hashable, Sendable {
    public var total: Int
    public var resources: [JSON]
  }

  /// - Throws: `SCIMFault.tooMany` where a filter would have to look through more than `mostLooked`.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.runEngine)
    guard let filter else {
      return Answer(total: try total(look), resources: try page(look, from: startIndex - 1, limit: count))
    }
    let candidates = try indexed(filter, look) ?? everything(look)
    let found = candidates.filter(filter.holds)
    return Answer(total: found.count, resources: Array(found.dropFirst(startIndex - 1).prefix(count)))
  }

  private func total(_ look: Look) throws -> Int {
    try schema == .user
      ? DirectoryAccountStore.count(of: directory, in: look.transaction)
      : DirectoryGroupStore.count(of: directory, in: look.transaction)
  }

  private func page(_ look: Look, from offset: Int, limit: Int) throws -> [JSON] {
    guard limit > 0 else { return [] }
    let tx = look.transaction
    if schema == .user {
      return try DirectoryAccountStore.accounts(of: directory, from: offset, limit: limit, in: tx)
        .compactMap { try shown($0, look) }
    }
    return try DirectoryGroupStore.groups(of: directory, from: offset, limit: limit, in: tx).map { group in
      var group = group
      group.members = try DirectoryGroupStore.members(of: group.id, in: tx)
      return look.resource(group)
    }
  }

  private func shown(_ account: DirectoryAccount, _ look: Look) throws -> JSON? {
    try PeopleStore.person(account.person, in: look.transaction).map { try look.resource(account, of: $0) }
  }

  /// What a filter can hold for, where an index finds it; nil where none does.
  private func indexed(_ filter: SCIMFilter, _ look: Look) throws -> [JSON]? {
    let tx = look.transaction
    if let id = filter.value(of: "id") {
      do {
        return [try ShowThroughSCIM(RecordID(id), of: schema, by: directory).answer(from: look)]
      } catch is SCIMFault {
        return []
      }
    }
    guard schema == .user else { return nil }
    if let name = filter.value(of: "userName") {
      return try DirectoryAccountStore.account(userName: name.lowercased(), of: directory, in: tx)
        .map { [$0] }?.compactMap { try shown($0, look) } ?? []
    }
    if let external = filter.value(of: "externalId") {
      return try DirectoryAccountStore.accounts(externalID: external, of: directory, in: tx)
        .compactMap { try shown($0, look) }
    }
    return nil
  }

  private func everything(_ look: Look) throws -> [JSON] {
    guard try total(look) <= ListThroughSCIM.mostLooked else {
      throw SCIMFault.tooMany(
        "A filter of this kind looks through at most \(ListThroughSCIM.mostLooked); ask by id, userName or externalId.")
    }
    return try page(look, from: 0, limit: ListThroughSCIM.mostLooked)
  }
}
