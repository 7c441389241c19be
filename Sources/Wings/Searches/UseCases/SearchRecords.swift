import Core
import Journal
import Kernel
import Searches

extension ErasedKind {
  package static let searches = ErasedKind(
    "searches", "saved searches: their own go, those of teams and others stand without their name")
}

/// Saved searches: one's own go, in all others the name is exchanged.
enum SearchRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.searches]
  static let names = [NameColumn("saved_search", "saver", .searches)]

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    // What stands there since is not known yet, and none of the searches' business.
    let erasure = PersonErasure(code: "", former: nil, at: look.now)
    let others = try renamed(leaving, as: erasure, in: look).count { $0.search.saver != leaving.name }
    return [.searches: others]
  }

  static func takeRest(
    of leaving: Leaving, as erasure: PersonErasure, in work: Work
  ) throws -> [ErasedKind: Int] {
    let own = try SearchStore.own(of: leaving.name, in: work.transaction)
    for row in own {
      try SearchStore.delete(row.search.id, in: work.transaction)
      try work.note(row, "search.removed")
    }
    let others = try renamed(leaving, as: erasure, in: work.look)
    for var row in others {
      row.search.version += 1
      row.salt = work.app.ids.secret(bytes: 16)
      try SearchStore.update(row, in: work.transaction)
      try work.note(row, "search.changed")
    }
    // The rest of the person's counts where the saver's name is exchanged.
    return [.searches: own.count + others.count { $0.search.saver != leaving.name }]
  }

  /// Searches with the name in their own name or filter, as they are to be without it.
  private static func renamed(
    _ leaving: Leaving, as erasure: PersonErasure, in look: Look
  ) throws -> [SearchRow] {
    try SearchStore.mentioning(leaving.called, in: look.transaction).compactMap { row in
      var other = row
      other.search.name = erasure.replacing(leaving, in: row.search.name)
      other.search.query = erasure.replacing(leaving, in: row.search.query)
      return other.search == row.search ? nil : other
    }
  }
}
