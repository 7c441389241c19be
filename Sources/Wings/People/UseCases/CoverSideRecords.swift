import Core
import Journal
import Kernel
import Storage

extension SideRecord {
  /// What may be erased of a person, or opens their account.
  static let person = SideRecord(
    table: "person", columns: [("display_name", .text), ("email", .text), ("password", .text)], owner: "id")
  /// What makes an API token open something.
  static let token = SideRecord(
    table: "token",
    columns: [
      ("person", .text), ("label", .text), ("digest", .text), ("scopes", .text), ("created_at", .integer),
      ("expires_at", .integer), ("parent", .text),
    ], owner: "person")

  static let all = [person, token]
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
