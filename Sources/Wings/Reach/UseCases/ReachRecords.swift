import Core
import Journal
import Kernel
import Reach

extension ErasedKind {
  package static let ways = ErasedKind("ways", "ways to reach them, with their addresses, and what they chose")
  package static let personalNotices = ErasedKind("personalNotices", "messages to them")
}

/// How people are reached, and what they were told: all of it goes.
enum ReachRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.ways, .personalNotices]

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    guard let id = leaving.id else { return [:] }
    let settings = try ReachSettingsStore.row(of: id, in: look.transaction) == nil ? 0 : 1
    return [
      .ways: try WayStore.ways(of: id, in: look.transaction).rows.count + settings,
      .personalNotices: try PersonalNoticeStore.count(of: id, in: look.transaction),
    ]
  }

  static func takePortion(of leaving: Leaving, in work: Work) throws -> ErasedPortion {
    guard let id = leaving.id else { return ErasedPortion() }
    let count = try PersonalNoticeStore.deletePortion(of: id, limit: ErasedPortion.most, in: work.transaction)
    guard count > 0 else { return ErasedPortion() }
    try work.announce("outbox")
    return ErasedPortion([.personalNotices: count], isLast: count < ErasedPortion.most)
  }

  static func takeRest(
    of leaving: Leaving, as erasure: PersonErasure, in work: Work
  ) throws -> [ErasedKind: Int] {
    // What others were told of what they did stays, without the name.
    for told in try PersonalNoticeStore.naming(leaving.name, in: work.transaction) {
      try PersonalNoticeStore.rewrite(
        told.id, actor: erasure.name, words: erasure.replacing(leaving, in: told.words), in: work.transaction)
    }
    guard let id = leaving.id else { return [:] }
    var (ways, notices) = (0, 0)
    for row in try WayStore.ways(of: id, in: work.transaction).rows {
      try work.remove(row)
      ways += 1
    }
    if let row = try ReachSettingsStore.row(of: id, in: work.transaction) {
      ways += try ReachSettingsStore.delete(of: id, in: work.transaction)
      try work.record([Happening(kind: "reach.removed", at: work.now, payload: row.journaled)], on: row.stream)
    }
    // What came since the portions.
    while true {
      let count = try PersonalNoticeStore.deletePortion(of: id, limit: ErasedPortion.most, in: work.transaction)
      notices += count
      if count < ErasedPortion.most { break }
    }
    return [.ways: ways, .personalNotices: notices]
  }
}
