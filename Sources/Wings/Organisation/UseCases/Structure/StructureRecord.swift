import Core
import Journal
import Kernel
import Organisation

/// A record of the structure as it stands.
public struct StructureRecord: Hashable, Sendable {
  public var kind: StructureKind
  public var key: String
  public var name: String
  /// What it says, by the keys of its fields. People stand by their sign-in names. A field that is empty is left out.
  public var values: [String: [String]]
  public var isActive: Bool
  /// 0 of a team of which nothing has been said yet.
  public var version: Int

  public var id: String { StructureRecord.id(kind, key) }

  static func id(_ kind: StructureKind, _ key: String) -> String { "\(kind.rawValue)/\(key)" }

  /// The value of a field that takes one.
  public func value(_ field: String) -> String? { values[field]?.first }
}

/// A record as the database has it: people stand by their ids.
struct StructureRow: Hashable {
  var id: String
  var kind: StructureKind
  var key: String
  /// Nil of teams, whose name stands in their own table.
  var name: String?
  /// Facts that name nothing.
  var facts: [String: [String]] = [:]
  /// Keys of records and ids of people, by field, in order.
  var links: [String: [String]] = [:]
  var isActive = true
  var version = 0
  var createdAt: Instant

  init(_ kind: StructureKind, _ key: String, name: String?, at now: Instant) {
    (id, self.kind, self.key, self.name, createdAt) = (StructureRecord.id(kind, key), kind, key, name, now)
  }

  /// Everything as it stands, for the journal: people by the names, or the tokens, that `person` gives for their ids.
  func journaled(person: (String) -> String) -> JSON {
    var members: [String: JSON] = [
      "active": .bool(isActive), "version": .integer(Int64(version)), "createdAt": .integer(createdAt.milliseconds),
    ]
    if let name { members["name"] = .string(name) }
    for field in kind.fields {
      let values = (field.isLink ? links : facts)[field.key] ?? []
      guard let first = values.first else { continue }
      members[field.key] =
        field.isList
        ? .array(values.map(JSON.string)) : .string(field.shape == .person ? person(first) : first)
    }
    return .object(members)
  }
}
