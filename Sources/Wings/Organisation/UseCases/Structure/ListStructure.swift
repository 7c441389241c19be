import Core
import Kernel
import Organisation
import PeopleUseCases
import Storage

/// Records of one kind by key, a page at a time.
public struct ListStructure: Query {
  public var kind: StructureKind
  /// Words of which each stands in the key or the name.
  public var search: String
  /// The key behind which the page begins.
  public var after: String?
  public var limit: Int

  public init(_ kind: StructureKind, search: String = "", after: String? = nil, limit: Int = PageLimits.usual) {
    (self.kind, self.search, self.after, self.limit) = (kind, search, after, limit)
  }

  public func answer(from look: Look) throws -> StructureList {
    try look.principal.require(.seeStructure)
    guard search.unicodeScalars.count <= ListPeople.longestSearch else {
      throw MainstayError.field("q", "may have at most \(ListPeople.longestSearch) characters")
    }
    let words = search.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    let limit = PageLimits.clamp(limit)
    var found = try StructureStore.list(
      kind, words: words, after: after ?? "", limit: limit + 1, in: look.transaction)
    let hasMore = found.rows.count + found.unreadable.count > limit
    if hasMore, found.rows.count > 1 { found.rows.removeLast() }
    let ids = found.rows.flatMap { row in kind.people.flatMap { row.row.links[$0] ?? [] } }
    let people = try NameStore.people(ids: Set(ids), in: look.transaction)
    return StructureList(
      records: try found.rows.map { try look.shown($0.row, name: $0.name, people) },
      next: hasMore ? found.rows.last?.row.key : nil,
      counts: try StructureStore.counts(in: look.transaction),
      people: Dictionary(people.values.map { ($0.name, $0.title) }, uniquingKeysWith: { first, _ in first }),
      unreadable: found.unreadable)
  }
}

/// A page of records.
public struct StructureList: Hashable, Sendable {
  public var records: [StructureRecord]
  /// Where the next page begins; nil on the last.
  public var next: String?
  /// How many there are of each kind.
  public var counts: [StructureKind: Int]
  /// Display names by sign-in names.
  public var people: [String: String]
  public var unreadable: [String]
}

/// One record, and what names it.
public struct ShowStructure: Query {
  public var kind: StructureKind
  public var key: String
  public init(_ kind: StructureKind, _ key: String) { (self.kind, self.key) = (kind, key) }

  /// - Throws: `notFound`.
  public func answer(from look: Look) throws -> StructureDetail {
    try look.principal.require(.seeStructure)
    let tx = look.transaction
    var row = try StructureStore.row(StructureRecord.id(kind, key), in: tx)
    if row == nil, kind == .team, try StructureStore.teamName(key, in: tx) != nil {
      row = StructureRow(.team, key, name: nil, at: look.now)
    }
    guard let row else { throw MainstayError.notFound(kind: kind.rawValue, id: key) }
    let people = try NameStore.people(ids: Set(kind.people.flatMap { row.links[$0] ?? [] }), in: tx)
    var detail = StructureDetail(
      record: try look.shown(row, name: nil, people),
      people: Dictionary(people.values.map { ($0.name, $0.title) }, uniquingKeysWith: { first, _ in first }),
      headCount: try StructureStore.people(of: kind, key, in: tx))
    for other in StructureKind.allCases {
      let fields = other.fields.filter { $0.target == kind }.map(\.key)
      let ids = try StructureStore.naming(
        key, fields, kind: other, limit: StructureDetail.most + 1, in: tx)
      guard !ids.isEmpty else { continue }
      let names = try StructureStore.names(Set(ids.prefix(StructureDetail.most)), in: tx)
      detail.named.append(
        .init(
          kind: other,
          records: ids.prefix(StructureDetail.most).map { id in
            .init(key: id.key(behind: other.rawValue + "/") ?? id, name: names[id]?.title ?? id)
          }, hasMore: ids.count > StructureDetail.most))
    }
    if kind == .team {
      for (field, ids) in row.links where kind.field(field)?.shape == .person {
        for id in ids {
          if try !StructureStore.isMember(id, of: key, in: tx) {
            detail.warnings.append("The \(field) \(people[id]?.title ?? id) is not in the team any more.")
          }
        }
      }
      detail.members = try look.staff(of: key, limit: StructureDetail.most)
        .map { .init(key: $0.name, name: $0.displayName) }
    }
    return detail
  }
}

/// A record with what belongs to it.
public struct StructureDetail: Hashable, Sendable {
  /// Records that are listed of each kind.
  public static let most = 100

  public struct Named: Hashable, Sendable {
    public var kind: StructureKind
    public var records: [Item]
    public var hasMore: Bool
  }

  public struct Item: Hashable, Sendable {
    public var key: String
    public var name: String
  }

  public var record: StructureRecord
  /// Display names by sign-in names.
  public var people: [String: String]
  /// People of the organisation, at the site, in the team, with the skill.
  public var headCount: Int
  /// What names it, by kind.
  public var named: [Named] = []
  /// Those of a team who can be given work, by sign-in name.
  public var members: [Item] = []
  /// What is not as it should be.
  public var warnings: [String] = []
}
