import Core
import Journal
import Kernel
import Organisation
import Storage

extension ErasedKind {
  package static let profile = ErasedKind("profile", "where they belong, their languages and their skills")
  package static let structureRoles = ErasedKind("structureRoles", "teams that they lead, organisations they stand for")
}

/// Where somebody belongs and what they can goes; whom they stood for has nobody then.
enum OrganisationRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.profile, .structureRoles]

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    guard let id = leaving.id else { return [:] }
    return [
      .profile: try ProfileStore.profile(of: id, in: look.transaction) == nil ? 0 : 1,
      .structureRoles: try records(naming: id, in: look.transaction).count,
    ]
  }

  static func takeRest(
    of leaving: Leaving, as erasure: PersonErasure, in work: Work
  ) throws -> [ErasedKind: Int] {
    guard let id = leaving.id else { return [:] }
    var counts: [ErasedKind: Int] = [:]
    if try ProfileStore.profile(of: id, in: work.transaction) != nil {
      try ProfileStore.delete(of: id, in: work.transaction)
      try work.record(
        [Happening(kind: ProfileProjection.removed, at: work.now, payload: .object([:]))],
        on: ProfileProjection.prefix + id.text)
      counts[.profile] = 1
    }
    for record in try records(naming: id, in: work.transaction) {
      guard var row = try StructureStore.row(record, lock: true, in: work.transaction) else { continue }
      for field in row.kind.people where row.links[field] == [id.text] { row.links[field] = nil }
      row.version += 1
      try StructureStore.save(row, in: work.transaction)
      try work.note(row)
      counts[.structureRoles, default: 0] += 1
    }
    return counts
  }

  private static func records(naming id: RecordID, in tx: any Transaction) throws -> [String] {
    try StructureKind.allCases.flatMap { kind in
      try StructureStore.naming(id.text, kind.people, kind: kind, limit: StructureLimits.most, in: tx)
    }
  }
}
