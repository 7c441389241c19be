import Core
import Kernel
import Searches
import Storage
import TicketsUseCases

extension SavedSearch {
  /// What is wrong with a name or a filter, of those that are given: the filter as the queue reads it.
  static func faults(name: String?, query: String?, by principal: Principal, now: Instant) throws -> [FieldFault] {
    var faults = name.map { nameBounds.faults(in: $0, at: "name") } ?? []
    guard let query else { return faults }
    let outside = queryBounds.faults(in: query, at: "query")
    guard outside.isEmpty else { return faults + outside }
    do {
      _ = try TicketFilter(parsing: query, by: principal, now: now)
    } catch {
      guard case .invalid(let found) = error else { throw error }
      faults += found.map { FieldFault("query", $0.message) }
    }
    return faults
  }
}

/// Saves a filter of the queue for oneself, or for a team that one works in.
public struct SaveSearch: Command {
  public var name: String
  public var query: String
  /// The key of the team; nil keeps it to oneself.
  public var team: String?

  public init(name: String, query: String, team: String? = nil) {
    (self.name, self.query, self.team) = (name, query, team)
  }

  /// - Throws: `invalid` with all faults, `limit` where the person or the team has as many as there may be.
  public func perform(in work: Work) throws -> SavedSearch {
    let principal = work.principal
    try principal.require(.workTickets)
    var faults = try SavedSearch.faults(name: name, query: query, by: principal, now: work.now)
    if let team, !principal.teams.contains(team) {
      let teams = principal.teams.sorted().joined(separator: ", ")
      faults.append(
        FieldFault("team", teams.isEmpty ? "you work in no team" : "is none of those that you work in: \(teams)"))
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let search = SavedSearch(
      id: work.newID(), name: name, query: query, saver: principal.name, team: team, createdAt: work.now)
    try SearchStore.lockNaming(in: work.transaction)
    let most = team == nil ? SavedSearch.mostOfPerson : SavedSearch.mostOfTeam
    guard try SearchStore.count(of: team, savedBy: principal.name, in: work.transaction) < most else {
      throw MainstayError.limit(
        name: team.map { "saved searches of the team \($0)" } ?? "saved searches of one's own", limit: most)
    }
    try work.requireFreeName(of: search)
    let row = SearchRow(search: search, salt: work.app.ids.secret(bytes: 16))
    try SearchStore.insert(row, in: work.transaction)
    try work.note(row, "search.saved")
    return search
  }
}

extension Work {
  /// Refuses a name that another search of the same list has.
  func requireFreeName(of search: SavedSearch) throws {
    guard
      try SearchStore.isTaken(
        search.name, of: search.team, savedBy: search.saver, but: search.id, in: transaction)
    else { return }
    throw MainstayError.field(
      "name", "is what another search \(search.team.map { "of the team \($0)" } ?? "of yours") is called")
  }

  /// A search that the principal is to change, locked.
  ///
  /// - Throws: `notFound` where the principal sees none, `forbidden` where it is others' to change, `stale` where it is
  ///   no longer the version that was seen.
  func searchToChange(_ id: RecordID, seen version: Int?) throws -> SearchRow {
    guard let row = try SearchStore.row(id, lock: true, in: transaction), row.search.isSeen(by: principal) else {
      throw MainstayError.notFound(kind: "search", id: id.text)
    }
    guard row.search.isChanged(by: principal) else {
      throw MainstayError.forbidden(permission: Permission.changeTeamSearches.name)
    }
    if let version, version != row.search.version {
      throw MainstayError.stale(kind: "search", id: id.text, yours: version, current: row.search.version)
    }
    return row
  }

  /// Journals a search as it stands now.
  func note(_ row: SearchRow, _ kind: String) throws {
    try record(
      [Happening(kind: kind, at: now, payload: row.journaled)],
      on: SearchProjection.prefix + row.search.id.text)
  }
}
