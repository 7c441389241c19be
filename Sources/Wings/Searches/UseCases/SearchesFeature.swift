import Core
import Kernel
import Searches
import Storage
import TicketsUseCases

extension Feature {
  public static let searches = Feature(
    "Searches", permissions: [.changeTeamSearches], migrations: SearchMigrations.all,
    projections: [SearchProjection.self], personal: [SearchRecords.self],
    subjects: [
      StreamNaming(SearchProjection.prefix, .workTickets) { ids, transaction in
        var found: [String: StreamSubject] = [:]
        for search in try SearchStore.readable(ids, in: transaction) {
          // What somebody calls a search of their own is nobody else's business.
          found[search.id.text] = StreamSubject(
            title: search.team == nil ? "own search" : search.name, detail: search.team ?? search.saver)
        }
        return found
      }
    ])
}

extension Permission {
  /// Beside the savers of searches, who may do so with what they saved.
  public static let changeTeamSearches = Permission(
    "searches.change", from: .lead, "change and remove searches that others saved for the team")
}
