import Core
import Journal
import Kernel

/// Holds roles that somebody made or changed against the journal.
struct RoleProjection: Projection {
  static let prefix = "role/"
  static let records = [RecordKind.roles]
  private var roles: [String: [String?]] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let key = entry.stream.key(behind: RoleProjection.prefix) else { return }
    switch entry.kind {
    case "role.saved":
      guard let said = SavedRole(entry.payload) else {
        return unreadable.append(.unreadable(entry, "it does not say what the role allows"))
      }
      roles[key] = [
        said.label, AccessRoleStore.text(said.permissions), String(entry.at.milliseconds), String(said.version),
      ]
    case "role.removed": roles.removeValue(forKey: key)
    default: unreadable.append(.unreadable(entry, "it is of a kind that is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(roles.keys)
    try AccessRoleStore.scan(from: first, through: last, in: look.transaction) { key, found in
      report.count(.roles)
      guard unseen.remove(key) != nil, let expected = roles[key] else {
        return report.add(.projection, RoleProjection.prefix + key, "the journal does not know this role")
      }
      report.compare(
        ["label", "permissions", "changed at", "version"], expected: expected, found: found,
        of: RoleProjection.prefix + key)
    } unreadable: { key, error in
      unseen.remove(key)
      try report.addUnreadable(error, of: RoleProjection.prefix + key)
    }
    for key in unseen.sorted() { report.add(.projection, RoleProjection.prefix + key, "the role has no record") }
  }
}

/// What an entry says of a role.
struct SavedRole {
  var label: String
  var permissions: Set<String>
  var version: Int64

  init?(_ payload: String) {
    guard let said = try? JSON(parsing: payload), let label = said["label"]?.stringValue,
      let permissions = said["permissions"]?.stringValue, let version = said["version"]?.integerValue
    else { return nil }
    (self.label, self.permissions, self.version) = (label, AccessRoleStore.permissions(permissions), version)
  }
}

/// Holds the grants of holders of one kind against the streams of those.
struct GrantProjection {
  static let given = "grant.given"
  static let ended = "grant.ended"

  fileprivate struct Given: Sendable {
    var holder: String
    var payload: JSON
    var actor: String
    var at: Instant
  }

  private let prefix: String
  private let column: String
  private let kind: RecordKind
  private var grants: [String: Given] = [:]
  private var unreadable: [JournalFinding] = []

  init(_ prefix: String, _ column: String, _ kind: RecordKind) {
    (self.prefix, self.column, self.kind) = (prefix, column, kind)
  }

  mutating func take(_ entry: JournalEntry) {
    guard let holder = entry.stream.key(behind: prefix) else { return }
    guard let payload = try? JSON(parsing: entry.payload), let id = payload["grant"]?.stringValue else {
      return unreadable.append(.unreadable(entry, "it names no grant"))
    }
    switch entry.kind {
    case GrantProjection.given:
      grants[id] = Given(holder: holder, payload: payload, actor: entry.actor, at: entry.at)
    case GrantProjection.ended: grants.removeValue(forKey: id)
    default: unreadable.append(.unreadable(entry, "it is of a kind that is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(grants.keys)
    let names = try SubjectNames(grants.values.map(\.actor), in: look.transaction)
    try GrantStore.scan(column, from: first, through: last, in: look.transaction) { holder, id, found in
      report.count(kind)
      guard unseen.remove(id) != nil, let given = grants[id], given.holder == holder else {
        return report.add(.projection, prefix + holder, "the journal does not know grant \(id)")
      }
      report.compare(
        [
          "role", "scope", "key of the scope", "from", "until", "given by", "given at", "provenance", "source",
        ].map { "grant \(id), \($0)" }, expected: given.columns { names($0) }, found: found, of: prefix + holder)
    } unreadable: { holder, id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: prefix + holder)
    }
    for id in unseen.sorted() {
      report.add(.projection, prefix + (grants[id]?.holder ?? ""), "grant \(id) has no record")
    }
  }
}

extension GrantProjection.Given {
  fileprivate func columns(_ name: (String) -> String) -> [String?] {
    func text(_ member: String) -> String? { payload[member]?.stringValue }
    func number(_ member: String) -> String? { payload[member]?.integerValue.map(String.init) }
    return [
      text("role"), text("scope"), text("key"), number("from"), number("until"), name(actor),
      String(at.milliseconds), text("provenance"), text("source"),
    ]
  }
}

/// Holds the grants of people against the journal.
struct PersonGrantProjection: Projection {
  static let prefix = "person-access/"
  static let records = [RecordKind.grants]
  private var grants = GrantProjection(prefix, "person", .grants)
  init() {}
  mutating func take(_ entry: JournalEntry) { grants.take(entry) }
  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    try grants.compare(from: first, through: last, in: look, into: &report)
  }
}

/// Holds the grants of teams against the journal.
struct TeamGrantProjection: Projection {
  static let prefix = "team-access/"
  static let records = [RecordKind.teamGrants]
  private var grants = GrantProjection(prefix, "team", .teamGrants)
  init() {}
  mutating func take(_ entry: JournalEntry) { grants.take(entry) }
  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    try grants.compare(from: first, through: last, in: look, into: &report)
  }
}

extension RecordKind {
  package static let roles = RecordKind("roles")
  package static let grants = RecordKind("grants")
  package static let teamGrants = RecordKind("teamGrants")
}
