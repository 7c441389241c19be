import Core
import Journal
import Kernel
import Searches
import Storage

extension SearchRow {
  /// What the journal keeps of a change: every column as it stands after it. Name and filter may hold what is personal,
  /// so they stand as a salted digest, whose salt goes with the row.
  var journaled: JSON {
    .members([
      "text": .string(saltedDigest(JSON.array([.string(search.name), .string(search.query)]).canonical, salt: salt)),
      "saver": .string(search.saver), "team": .text(search.team),
      "createdAt": .integer(search.createdAt.milliseconds), "version": .integer(Int64(search.version)),
    ])
  }
}

/// Holds saved searches against the journal: every column, the name and the filter by their digest.
struct SearchProjection: Projection {
  static let prefix = "search/"
  static let records = [RecordKind.searches]
  private static let columns = ["saver", "team", "createdAt", "version", "text"]
  private static let names = ["saver", "team", "saved at", "version", "digest of name, filter and salt"]
  /// The last words about each that was not removed.
  private var searches: [String: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: SearchProjection.prefix) else { return }
    guard let said = try? JSON(parsing: entry.payload), said.objectValue != nil else {
      return unreadable.append(.unreadable(entry, "it holds no JSON object"))
    }
    switch entry.kind {
    case "search.saved", "search.changed": searches[id] = said
    case "search.removed": searches.removeValue(forKey: id)
    default: unreadable.append(.unreadable(entry, "it is of a kind that is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(searches.keys)
    let names = try SubjectNames(searches.values.compactMap { $0["saver"]?.stringValue }, in: look.transaction)
    try SearchStore.scan(from: first, through: last, in: look.transaction) { row in
      let subject = SearchProjection.prefix + row.search.id.text
      report.count(.searches)
      guard unseen.remove(row.search.id.text) != nil, let said = searches[row.search.id.text] else {
        return report.add(.projection, subject, "the journal does not know this search")
      }
      report.compare(
        SearchProjection.names, expected: texts(said, saver: { names($0) }), found: texts(row.journaled), of: subject)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: SearchProjection.prefix + id)
    }
    for id in unseen.sorted() { report.add(.projection, SearchProjection.prefix + id, "the search has no record") }
  }

  private func texts(_ members: JSON, saver: (String) -> String = { $0 }) -> [String?] {
    SearchProjection.columns.map { column in
      members[column].map { value in
        let text = value.stringValue ?? value.canonical
        return column == "saver" ? saver(text) : text
      }
    }
  }
}

extension RecordKind {
  package static let searches = RecordKind("searches")
}
