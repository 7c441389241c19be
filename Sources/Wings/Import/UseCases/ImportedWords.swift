import Core
import Kernel
import Storage
import Tickets
import TicketsUseCases

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
    return Set((openings + steps).flatMap(\.deskWords))
  }
}

extension Look {
  /// Says of new tickets what their clocks are held to, and of all who may know of them; takes out those of a kind that
  /// this desk does not have: nobody knows how to number them, or by what to measure them.
  func place(kindsIn sorting: inout ImportSorting) throws {
    let words = try WordStore.all([.kind, .category], in: transaction)
    let kinds = Dictionary(
      words.filter { $0.list == .kind }.map { ($0.key, $0.measure) }, uniquingKeysWith: { first, _ in first })
    // A category that is confidential makes imported tickets so too, whenever they had it.
    let classes = Dictionary(
      words.compactMap { word in word.ticketClass.map { (word.key, $0) } }, uniquingKeysWith: { first, _ in first })
    let news = sorting.news
    sorting.news = []
    for var new in news {
      let kind = new.history.opening.kind
      guard let measure = kinds[kind.rawValue] else {
        sorting.refuse(new, .field("kind", "\(kind.rawValue) is no kind of ticket of this desk; add it first"))
        continue
      }
      new.history.opening.measure = measure == kind.usualMeasure ? nil : measure
      if let key = new.history.categories.lazy.compactMap({ classes[$0] }).first {
        new.history.opening.attributes[Ticket.classAttribute] = key
      }
      sorting.news.append(new)
    }
    for index in sorting.later.indices where sorting.later[index].file.ticket.confidentialityClass == nil {
      sorting.later[index].steps.classify(by: classes)
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
    var added: Set<WordStore.Name> = []
    let byList = Dictionary(grouping: try look.unknown(names), by: \.list)
    // In the order in which all take them.
    for list in Word.List.allCases {
      guard let names = byList[list] else { continue }
      try begin(list)
      // Somebody may have added some before this one's turn came.
      let there = try WordStore.all([list], in: transaction)
      let keys = Set(names.map(\.key)).subtracting(there.map(\.key)).sorted()
      guard !keys.isEmpty else { continue }
      guard there.count + keys.count <= WordLimits.words else {
        throw MainstayError.limit(name: list.many, limit: WordLimits.words)
      }
      let last = there.map(\.place).max() ?? 0
      let words = keys.enumerated().map { offset, key in
        Word(
          list, key, place: last + offset + 1, isActive: false, end: list == .holdReason ? .desk : nil)
      }
      added.formUnion(keys.map { WordStore.Name(list, $0) })
      for word in words { try WordStore.insert(word, isUsed: true, in: transaction) }
      try record(
        [
          Happening(
            kind: "words.imported", at: now,
            payload: ["import": .string(run.text), "words": .array(words.map(\.json))])
        ], on: list.stream)
    }
    let known = names.subtracting(added)
    let gone = try WordStore.markUsed(known.subtracting(WordStore.used(known, in: transaction)), in: transaction)
    if let name = gone.first {
      throw MainstayError.conflict(
        code: "word-gone", message: "The \(name.list.one) \(name.key) was taken away meanwhile. Import again.")
    }
    return ImportedWords.byList(added)
  }
}

extension [ImportedHistory.Step] {
  /// Makes the ticket confidential with the first category that is.
  fileprivate mutating func classify(by classes: [String: String]) {
    for index in indices {
      guard case .changed(var set, let reason) = self[index].event,
        let key = set["category"].flatMap(\.self).flatMap({ classes[$0] })
      else { continue }
      set[Ticket.classAttribute] = key
      self[index].event = .changed(set, reason: reason)
      return
    }
  }
}

extension ImportedHistory {
  /// All categories that the ticket ever had.
  fileprivate var categories: [String] {
    [opening.attributes["category"]].compactMap(\.self)
      + steps.compactMap { step in
        if case .changed(let set, _) = step.event { set["category"].flatMap(\.self) } else { nil }
      }
  }
}
