import Kernel
import Storage
import Tickets

/// The words that imported tickets bring along.
enum ImportedWords {
  static func byList(_ names: Set<WordStore.Name>) -> [String: [String]] {
    Dictionary(grouping: names, by: \.list.rawValue).mapValues { $0.map(\.key).sorted() }
  }
}

extension ImportSorting {
  /// All that its tickets say.
  var words: Set<WordStore.Name> {
    let openings = news.map { TicketEvent.opened($0.history.opening) }
    let steps = (news.map(\.history.steps) + later.map(\.steps)).flatMap { $0 }.map(\.event)
    return Set((openings + steps).flatMap(\.words))
  }
}

extension Look {
  /// Takes out the tickets of a kind that this desk does not have: nobody knows how to number them, or by what to
  /// measure them.
  func refuseUnknownKinds(in sorting: inout ImportSorting) throws {
    let kinds = Set(try WordStore.all([.kind], in: transaction).map(\.key))
    let (known, unknown) = sorting.news.partitioned { kinds.contains($0.history.opening.kind.rawValue) }
    sorting.news = known
    for new in unknown {
      sorting.refuse(
        new, .field("kind", "\(new.history.opening.kind.rawValue) is no kind of ticket of this desk; add it first"))
    }
  }

  /// Of these, the words that this desk does not have.
  func unknown(_ names: Set<WordStore.Name>) throws -> Set<WordStore.Name> {
    guard !names.isEmpty else { return [] }
    let lists = Set(names.map(\.list)).sorted { $0.rawValue < $1.rawValue }
    return names.subtracting(try WordStore.all(lists, in: transaction).map { WordStore.Name($0.list, $0.key) })
  }
}

extension Work {
  /// Adds the words that are not there as retired: readable, and chosen by nobody before an administrator has put them
  /// back. Answers which, by list.
  func addWords(_ names: Set<WordStore.Name>, of run: RecordID) throws -> [String: [String]] {
    let unknown = try look.unknown(names)
    for (list, names) in Dictionary(grouping: unknown, by: \.list).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try begin(list)
      let there = try WordStore.all([list], in: transaction)
      guard there.count + names.count <= WordLimits.words else {
        throw MainstayError.limit(name: list.many, limit: WordLimits.words)
      }
      let last = there.map(\.place).max() ?? 0
      let words = names.map(\.key).sorted().enumerated().map { offset, key in
        Word(
          list, key, place: last + offset + 1, isActive: false, end: list == .holdReason ? .desk : nil)
      }
      for word in words { try WordStore.insert(word, isUsed: true, in: transaction) }
      try record(
        [
          Happening(
            kind: "words.imported", at: now,
            payload: ["import": .string(run.text), "words": .array(words.map(\.json))])
        ], on: list.stream)
    }
    try WordStore.markUsed(names.subtracting(unknown).sorted { $0.key < $1.key }, in: transaction)
    return ImportedWords.byList(unknown)
  }
}

extension [ImportSorting.New] {
  fileprivate func partitioned(by holds: (ImportSorting.New) -> Bool) -> (kept: Self, others: Self) {
    (filter(holds), filter { !holds($0) })
  }
}
