import Core
import Journal
import Kernel
import Storage
import Tickets

/// Holds the words of the desk against their lists' streams. A list that was not begun yet has no stream to hold it
/// against.
struct WordProjection: Projection {
  static let prefix = "word/"
  static let records = [RecordKind.words]

  private var lists: [String: [String: Word]] = [:]
  private var unreadable: [JournalFinding] = []
  /// Lists of which an entry cannot be read: named once, and not compared with half a history.
  private var torn: Set<String> = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let name = entry.stream.key(behind: WordProjection.prefix) else { return }
    guard let list = Word.List(rawValue: name), let payload = try? JSON(parsing: entry.payload),
      let words = WordProjection.words(of: list, lists[name], after: entry.kind, payload)
    else {
      torn.insert(name)
      return unreadable.append(.unreadable(entry, "it names no word, or is of a kind that is not known"))
    }
    lists[name] = words
  }

  /// The words of a list after an entry; nil for one that cannot be read.
  static func words(
    of list: Word.List, _ before: [String: Word]?, after kind: String, _ payload: JSON
  ) -> [String: Word]? {
    var words = before ?? [:]
    switch kind {
    case "words.begun", "words.imported":
      for json in payload["words"]?.arrayValue ?? [] {
        guard let word = Word(list, json: json) else { return nil }
        words[word.key] = word
      }
    case "word.added", "word.changed":
      guard let word = Word(list, json: payload) else { return nil }
      words[word.key] = word
    case "words.ordered":
      guard let keys = payload["keys"]?.arrayValue else { return nil }
      for (index, key) in keys.enumerated() {
        guard let key = key.stringValue, words[key] != nil else { return nil }
        words[key]?.place = index + 1
      }
    case "word.removed":
      guard let key = payload["key"]?.stringValue else { return nil }
      words[key] = nil
    default: return nil
    }
    return words
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = lists
    try WordStore.scan(from: first, through: last, in: look.transaction) { list, found in
      report.count(.words)
      guard lists[list] != nil, !torn.contains(list) else { return }
      guard let expected = unseen[list]?.removeValue(forKey: found.key) else {
        return report.add(
          .projection, WordProjection.prefix + list, "the journal does not know the word \(found.key)")
      }
      report.compare(
        WordProjection.names.map { "\(found.key), \($0)" }, expected: WordProjection.values(expected),
        found: WordProjection.values(found), of: WordProjection.prefix + list)
    } unreadable: { list, error in
      unseen[list] = nil
      try report.addUnreadable(error, of: WordProjection.prefix + list)
    }
    for (list, words) in unseen.sorted(by: { $0.key < $1.key }) where !torn.contains(list) {
      for key in words.keys.sorted() {
        report.add(.projection, WordProjection.prefix + list, "the word \(key) has no record")
      }
    }
  }

  private static let names = ["label", "place", "active", "default", "prefix", "measure", "end", "class", "version"]

  private static func values(_ word: Word) -> [String?] {
    [
      word.label, String(word.place), String(word.isActive), String(word.isDefault), word.prefix,
      word.measure?.rawValue, word.end?.rawValue, word.ticketClass, String(word.version),
    ]
  }
}

extension RecordKind {
  package static let words = RecordKind("words")
}
