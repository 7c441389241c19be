import Core
import Disputes
import Journal
import Kernel

extension ErasedKind {
  package static let disputes = ErasedKind("disputes", "texts in disputes that name them: they stand without the name")
}

/// What people wrote in disputes: it stays, and names are exchanged in it.
enum DisputeRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.disputes]

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    // What stands there since is not known yet, and none of the texts' business.
    let found = try renamed(leaving, as: PersonErasure(code: "", former: nil, at: look.now), in: look)
    return [.disputes: found.disputes.count + found.statements.count]
  }

  static func takeRest(
    of leaving: Leaving, as erasure: PersonErasure, in work: Work
  ) throws -> [ErasedKind: Int] {
    let found = try renamed(leaving, as: erasure, in: work.look)
    for var row in found.disputes {
      row.salt = work.app.ids.secret(bytes: 16)
      try work.save(row, DisputeEntry.renamed)
    }
    for var row in found.statements {
      row.salt = work.app.ids.secret(bytes: 16)
      try DisputeStore.rewrite(row, in: work.transaction)
      try work.note(row, DisputeEntry.restated)
    }
    return [.disputes: found.disputes.count + found.statements.count]
  }

  /// Texts with the name in them, as they are to be without it.
  private static func renamed(
    _ leaving: Leaving, as erasure: PersonErasure, in look: Look
  ) throws -> (disputes: [DisputeRow], statements: [StatementRow]) {
    let found = try DisputeStore.mentioning(leaving.called, in: look.transaction)
    return (
      found.disputes.compactMap { row in
        var other = row
        other.dispute.reasons = row.dispute.reasons.map { erasure.replacing(leaving, in: $0) }
        return other.dispute == row.dispute ? nil : other
      },
      found.statements.compactMap { row in
        var other = row
        other.statement.text = erasure.replacing(leaving, in: row.statement.text)
        other.statement.evidence = row.statement.evidence.map { one in
          var one = one
          one.words = one.words.map { erasure.replacing(leaving, in: $0) }
          one.link = one.link.map { erasure.replacing(leaving, in: $0) }
          one.file = one.file.map { erasure.replacing(leaving, in: $0) }
          return one
        }
        return other.statement == row.statement ? nil : other
      }
    )
  }
}
