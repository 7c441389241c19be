import Governance
import Kernel
import People
import Storage

extension Work {
  /// The digest of a row's personal or secret columns as they stand, under a new salt: for the payload of the entry
  /// that tells of the change.
  func coverSide(_ record: SideRecord, _ id: RecordID) throws -> JSON {
    guard let columns = try record.values(of: id, in: transaction) else {
      throw MainstayError.notFound(kind: record.table, id: id.text)
    }
    let salt = app.ids.secret(bytes: 16)
    try record.keep(salt, of: id, in: transaction)
    return .string(SideRecord.digest(columns, salt: salt))
  }
}

extension JSON {
  /// The object with one more member.
  func with(_ name: String, _ value: JSON) -> JSON {
    .object((objectValue ?? [:]).merging([name: value]) { $1 })
  }
}

/// Journals the digests of personal and secret columns that were written before the journal kept any; from then on a
/// change behind its back is found. A batch at a time; answers how many were covered.
public struct CoverSideRecords: Command {
  public static let batch = 500

  public init() {}

  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    // Of several nodes that start, one covers.
    try JournalStore.lockSealing(in: work.transaction)
    var count = 0
    for record in SideRecord.all {
      for (id, owner) in try record.uncovered(limit: CoverSideRecords.batch - count, in: work.transaction) {
        var payload: JSON = [SideRecord.member: try work.coverSide(record, id)]
        if record.table == SideRecord.token.table { payload = payload.with("token", .string(id.text)) }
        let kind = "person.\(record.table == SideRecord.token.table ? "token-" : "")covered"
        try work.record([Happening(kind: kind, at: work.now, payload: payload)], on: "person/\(owner)")
        count += 1
      }
      if count >= CoverSideRecords.batch { break }
    }
    return count
  }
}
