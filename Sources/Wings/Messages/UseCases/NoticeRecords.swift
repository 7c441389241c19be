import Core
import Journal
import Kernel

extension ErasedKind {
  package static let notices = ErasedKind("notices", "messages to webhooks that name them")
}

/// Messages to the outside: what has ended is deleted, what is under way is told under another name.
enum NoticeRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.notices]
  /// Messages under way that are told under another name.
  static let mostUnderway = 10_000

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    [.notices: try ToldStore.count(naming: leaving, in: look.transaction)]
  }

  static func takePortion(of leaving: Leaving, in work: Work) throws -> ErasedPortion {
    let ended = try ToldStore.notices(
      naming: leaving, underway: false, limit: ErasedPortion.most, in: work.transaction)
    guard !ended.isEmpty else { return ErasedPortion() }
    try ToldStore.delete(ended.map(\.id), in: work.transaction)
    try work.announce("outbox")
    return ErasedPortion([.notices: ended.count], isLast: ended.count < ErasedPortion.most)
  }

  static func takeRest(
    of leaving: Leaving, as erasure: PersonErasure, in work: Work
  ) throws -> [ErasedKind: Int] {
    let notices = try ToldStore.notices(
      naming: leaving, underway: true, limit: mostUnderway + 1, in: work.transaction)
    guard notices.count <= mostUnderway else {
      throw MainstayError.limit(name: "messages under way that name the person", limit: mostUnderway)
    }
    for var notice in notices {
      notice.cause = erasure.replacing(leaving, in: notice.cause)
      // What is no JSON cannot be told at all.
      notice.body = (try? JSON(parsing: notice.body)).map { erasure.replacing(leaving, in: $0).canonical } ?? "{}"
      try ToldStore.rewrite(notice, in: work.transaction)
    }
    if !notices.isEmpty { try work.announce("outbox") }
    return [.notices: notices.count]
  }
}
