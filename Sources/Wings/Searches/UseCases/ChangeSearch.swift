import Core
import Kernel
import Searches
import TicketsUseCases

/// Gives a search another name or another filter. What is nil stays, and so does whose it is.
public struct ChangeSearch: Command {
  public var id: RecordID
  public var name: String?
  public var query: String?
  /// The version that the change was decided on; nil takes any.
  public var expecting: Int?

  public init(_ id: RecordID, name: String? = nil, query: String? = nil, expecting: Int? = nil) {
    (self.id, self.name, self.query, self.expecting) = (id, name, query, expecting)
  }

  /// - Throws: `notFound`, `forbidden`, `stale`, `invalid` with all faults.
  public func perform(in work: Work) throws -> SavedSearch {
    try work.principal.require(.workTickets)
    try SearchStore.lockNaming(in: work.transaction)
    var row = try work.searchToChange(id, seen: expecting)
    let faults = try SavedSearch.faults(name: name, query: query, by: work.principal, now: work.now)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let old = row.search
    (row.search.name, row.search.query) = (name ?? old.name, query ?? old.query)
    guard row.search != old else { return old }
    try work.requireFreeName(of: row.search)
    row.search.version += 1
    row.salt = work.app.ids.secret(bytes: 16)
    try SearchStore.update(row, in: work.transaction)
    try work.note(row, "search.changed")
    return row.search
  }
}

/// Takes a search away for good; it can only be saved anew.
public struct RemoveSearch: Command {
  public var id: RecordID
  public var expecting: Int?

  public init(_ id: RecordID, expecting: Int? = nil) { (self.id, self.expecting) = (id, expecting) }

  /// - Throws: `notFound`, `forbidden`, `stale`.
  public func perform(in work: Work) throws {
    try work.principal.require(.workTickets)
    let row = try work.searchToChange(id, seen: expecting)
    try SearchStore.delete(id, in: work.transaction)
    try work.note(row, "search.removed")
  }
}
