import AgreementsUseCases
import Core
import Kernel
import Organisation
import PeopleUseCases

/// What forms offer for the fields of a record. A field of which there is more than can be offered is left out: one writes
/// the key.
public struct StructureChoices: Query {
  public var kind: StructureKind
  /// The team whose members can lead it; nil of other records, and of a new one.
  public var team: String?

  public init(_ kind: StructureKind, team: String? = nil) { (self.kind, self.team) = (kind, team) }

  /// Choices that a list offers.
  public static let most = 200

  public func answer(from look: Look) throws -> [String: [StructureDetail.Item]] {
    try look.principal.require(.seeStructure)
    var found: [String: [StructureDetail.Item]] = [:]
    for field in kind.fields {
      let items: [StructureDetail.Item] =
        switch field.shape {
        case .record(let target): try look.inUse(target)
        case .calendar:
          Set(try AgreementStore.calendars(in: look.transaction).map(\.key)).sorted()
            .map { StructureDetail.Item(key: $0, name: $0) }
        case .person:
          try team.map {
            try look.staff(of: $0, limit: StructureChoices.most + 1)
              .map { .init(key: $0.name, name: $0.displayName) }
          } ?? []
        default: []
        }
      if !items.isEmpty, items.count <= StructureChoices.most { found[field.key] = items }
    }
    return found
  }
}

/// What forms offer for a person: sites and skills in use.
public struct ProfileChoices: Query {
  public init() {}

  public func answer(from look: Look) throws -> (sites: [StructureDetail.Item], skills: [StructureDetail.Item]) {
    try look.principal.require(.seeStructure)
    return (try look.inUse(.site), try look.inUse(.skill))
  }
}

extension Look {
  /// Records of a kind that can be chosen, by key, at most one more than are offered.
  fileprivate func inUse(_ kind: StructureKind) throws -> [StructureDetail.Item] {
    try StructureStore.list(kind, words: [], after: "", limit: StructureChoices.most + 1, in: transaction).rows
      .filter(\.row.isActive).map { .init(key: $0.row.key, name: $0.name) }
  }
}
