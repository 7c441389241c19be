import Journal
import Kernel

extension ErasedKind {
  package static let key = ErasedKind(
    "key", "key of their own, with which the journal's sealed texts about them can no longer be read")
  package static let sealedTexts = ErasedKind("sealedTexts", "texts in the journal that this key seals")
  package static let answers = ErasedKind("answers", "kept answers to repeated requests")
  package static let signatures = ErasedKind(
    "signatures", "versions of agreements, imports and runs that they began, which stand without their name")
}

/// What stands below the wings: the key, kept answers, and who began background work.
enum CoreRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.key, .sealedTexts, .answers, .signatures]
  static let names = [
    NameColumn("background_work", "started_by", .signatures), NameColumn("background_work", "stop_by", .signatures),
  ]

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    let tx = look.transaction
    var counts = [
      ErasedKind.answers: try OnceStore.count(
        of: leaving.id, named: leaving.name, words: leaving.words, in: tx)
    ]
    if let id = leaving.id {
      counts[.key] = try SubjectStore.subject(id, in: tx)?.key == nil ? 0 : 1
      counts[.sealedTexts] = try PlainNameStore.countSealed(of: id, in: tx)
    }
    return counts
  }

  static func takeRest(
    of leaving: Leaving, as erasure: PersonErasure, in work: Work
  ) throws -> [ErasedKind: Int] {
    [
      .answers: try OnceStore.forget(
        of: leaving.id, named: leaving.name, words: leaving.words, in: work.transaction)
    ]
  }
}
