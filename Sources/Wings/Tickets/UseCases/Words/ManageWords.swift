import Core
import Journal
import Kernel
import Storage
import Tickets

/// The words of lists in their order, each with its place counted from 1. Requesters are told those that they say of a
/// ticket themselves.
public struct ListWords: Query {
  /// All lists that the reader may know where nil.
  public var list: Word.List?
  public init(_ list: Word.List? = nil) { self.list = list }

  public func answer(from look: Look) throws -> DeskWords {
    let lists = try lists(for: look.principal)
    return try told(WordStore.readable(lists, in: look.transaction), to: look.principal)
  }

  /// Words that were read, as far as the reader may know of them.
  func told(_ found: ReadableRows<Word>, to principal: Principal) throws -> DeskWords {
    let byList = Dictionary(grouping: found.rows.counted, by: \.list)
    return DeskWords(words: try lists(for: principal).flatMap { byList[$0] ?? [] }, unreadable: found.unreadable)
  }

  private func lists(for principal: Principal) throws -> [Word.List] {
    try principal.require(.openTickets)
    guard let list else { return Word.List.allCases.filter { $0.isForRequesters || principal.may(.workTickets) } }
    if !list.isForRequesters { try principal.require(.workTickets) }
    return [list]
  }
}

/// Words as somebody is told them.
public struct DeskWords: Hashable, Sendable {
  public var words: [Word]
  /// What stands among them and cannot be read, a line each, with key and column.
  public var unreadable: [String] = []

  public var labels: WordLabels { WordLabels(words) }
}

/// One word, and what holds it where it is.
public struct ShowWord: Query {
  public var list: Word.List
  public var key: String
  public init(_ list: Word.List, _ key: String) { (self.list, self.key) = (list, key) }

  public struct Standing: Hashable, Sendable {
    public var word: Word
    /// Whether a ticket has it, or ever had it.
    public var isUsed: Bool
    /// Agreements whose newest version names it, by their keys.
    public var agreements: [String]

    public init(word: Word, isUsed: Bool, agreements: [String]) {
      (self.word, self.isUsed, self.agreements) = (word, isUsed, agreements)
    }
  }

  /// - Throws: `notFound` where the list has no such word.
  public func answer(from look: Look) throws -> Standing {
    try look.principal.require(.manageWords)
    guard let stored = try WordStore.word(.init(list, key), in: look.transaction) else {
      throw MainstayError.notFound(kind: list.one, id: key)
    }
    var word = stored.word
    let all = try WordStore.readable([list], in: look.transaction).rows
    word.place = (all.firstIndex { $0.key == key } ?? 0) + 1
    let isConfidential = list == .ticketClass || word.ticketClass != nil
    return Standing(
      word: word, isUsed: stored.isUsed || isConfidential, agreements: try look.agreements(naming: .init(list, key)))
  }
}

extension [Word] {
  /// In their order, each with its place among those of its list, from 1: what is kept only sorts them.
  fileprivate var counted: [Word] {
    var places: [Word.List: Int] = [:]
    return map { word in
      var word = word
      word.place = (places[word.list] ?? 0) + 1
      places[word.list] = word.place
      return word
    }
  }
}

/// Adds a word at the end of its list. A kind of ticket gets a sequence of numbers of its own.
public struct AddWord: Command {
  public var word: Word

  /// - Parameters:
  ///   - label: The key where nil.
  ///   - measure: Of a kind; `resolution` where nil.
  ///   - end: Of a hold reason; `desk` where nil.
  ///   - ticketClass: Of a category: the class that its tickets get.
  public init(
    _ list: Word.List, _ key: String, label: String? = nil, prefix: String? = nil, measure: TicketMeasure? = nil,
    end: Word.HoldEnd? = nil, ticketClass: String? = nil
  ) {
    word = Word(
      list, key, label: label, prefix: prefix, measure: measure ?? (list == .kind ? .resolution : nil),
      end: end ?? (list == .holdReason ? .desk : nil), ticketClass: ticketClass)
  }

  public func perform(in work: Work) throws -> Word {
    try work.principal.require(.manageWords)
    let keyFaults = word.list == .kind ? [] : TextBounds.key.faults(in: word.key, at: "key")
    let wrong = keyFaults + word.faults.filter { $0.path != "key" || keyFaults.isEmpty }
    if !wrong.isEmpty { throw MainstayError.invalid(wrong) }
    try work.begin(word.list)
    let others = try WordStore.all([word.list], in: work.transaction)
    guard others.count < WordLimits.words else {
      throw MainstayError.limit(name: word.list.many, limit: WordLimits.words)
    }
    var faults: [FieldFault] = []
    if let taken = others.first(where: { $0.key == word.key }) {
      faults.append(FieldFault("key", taken.isActive ? "is taken" : "is taken by a retired word; put that one back"))
    }
    if let prefix = word.prefix, let other = others.first(where: { $0.prefix == prefix }) {
      faults.append(FieldFault("prefix", "is that of \(other.key)"))
    }
    if faults.isEmpty, let fault = word.labelFault(among: others) { faults.append(fault) }
    if let key = word.ticketClass { faults += try work.look.classFaults(key) }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    var made = word
    made.place = (others.map(\.place).max() ?? 0) + 1
    try WordStore.insert(made, in: work.transaction)
    if made.list == .kind, let kind = TicketKind(rawValue: made.key) {
      try WordStore.makeSequence(of: kind, in: work.transaction)
    }
    try work.record([Happening(kind: "word.added", at: work.now, payload: made.json)], on: made.list.stream)
    // Nobody is cleared for it yet: open pages learn so.
    if made.list == .ticketClass { try work.announceStandingOfAll() }
    made.place = others.count + 1
    return made
  }
}

extension Word {
  /// Two words of one name could not be told apart where people choose.
  fileprivate func labelFault(among words: [Word]) -> FieldFault? {
    let name = label.lowercased()
    guard let other = words.first(where: { $0.key != key && $0.label.lowercased() == name }) else { return nil }
    return FieldFault("label", "is the name of \(other.key)\(other.isActive ? "" : ", which is retired"); take another")
  }
}

extension Look {
  /// What is wrong with a class that a category is to give.
  fileprivate func classFaults(_ key: String) throws -> [FieldFault] {
    let chosen = ChosenWord(.ticketClass, key, at: "class")
    return try faults(choosing: [chosen], among: WordStore.words([chosen.name], in: transaction))
  }
}

/// Changes what people see of a word, retires it or puts it back, makes it the default of its list, or moves it. Its
/// key stays, and so does what tickets say; what is nil stays too.
public struct ChangeWord: Command {
  public var list: Word.List
  public var key: String
  public var label: String?
  public var isActive: Bool?
  /// Only true: the default before is none from then on.
  public var isDefault: Bool?
  public var end: Word.HoldEnd?
  /// Of a category: the class that tickets get with it from now on; empty: none. Those that are there keep theirs.
  public var ticketClass: String?
  /// Its place among all words of the list, from 1; behind the last where there are fewer.
  public var place: Int?
  public var expecting: Int?

  public init(
    _ list: Word.List, _ key: String, label: String? = nil, isActive: Bool? = nil, isDefault: Bool? = nil,
    end: Word.HoldEnd? = nil, ticketClass: String? = nil, place: Int? = nil, expecting: Int? = nil
  ) {
    self.ticketClass = ticketClass
    (self.list, self.key, self.label, self.isActive) = (list, key, label, isActive)
    (self.isDefault, self.end, self.place, self.expecting) = (isDefault, end, place, expecting)
  }

  public func perform(in work: Work) throws -> Word {
    try work.principal.require(.manageWords)
    try work.begin(list)
    let words = try WordStore.all([list], in: work.transaction)
    guard let old = words.first(where: { $0.key == key }) else {
      throw MainstayError.notFound(kind: list.one, id: key)
    }
    if let expecting, expecting != old.version {
      throw MainstayError.stale(kind: list.one, id: key, yours: expecting, current: old.version)
    }
    var word = try changed(old, among: words)
    if let former = old.ticketClass, former != word.ticketClass, work.principal.isPerson,
      !work.principal.may(.readClass(former))
    {
      throw MainstayError.field(
        "class", "takes somebody who is cleared for \(former) to be taken away: its next tickets would be open to all")
    }
    if let key = word.ticketClass, key != old.ticketClass {
      let faults = try work.look.classFaults(key)
      if !faults.isEmpty { throw MainstayError.invalid(faults) }
    }
    let keys = order(of: words)
    let moves = keys != words.map(\.key)
    if word != old || moves { word.version += 1 }
    if word.isDefault, !old.isDefault, var former = words.first(where: \.isDefault) {
      (former.isDefault, former.version) = (false, former.version + 1)
      try work.keep(former)
    }
    if word != old { try work.keep(word) }
    word.place = (keys.firstIndex(of: key) ?? 0) + 1
    guard moves else { return word }
    try WordStore.place(keys, of: list, in: work.transaction)
    try work.record(
      [Happening(kind: "words.ordered", at: work.now, payload: ["keys": .array(keys.map(JSON.string))])],
      on: list.stream)
    return word
  }

  private func changed(_ old: Word, among words: [Word]) throws -> Word {
    var word = old
    word.label = label ?? old.label
    word.isActive = isActive ?? old.isActive
    word.isDefault = isDefault ?? old.isDefault
    if let end { word.end = end }
    if let ticketClass { word.ticketClass = ticketClass.isEmpty ? nil : ticketClass }
    var faults = word.faults
    if isDefault == true, !list.hasDefault {
      faults.append(FieldFault("default", "\(list.many) have no default"))
    }
    if old.isDefault, !word.isDefault {
      faults.append(FieldFault("default", "make another the default; this one is none from then on"))
    }
    if !word.isActive, word.isDefault {
      faults.append(FieldFault("active", "is the default; make another the default first"))
    }
    if word.label != old.label, let fault = word.labelFault(among: words) { faults.append(fault) }
    if let place, place < 1 { faults.append(FieldFault("place", "counts from 1")) }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return word
  }

  /// The keys of the list as they stand afterwards.
  private func order(of words: [Word]) -> [String] {
    var keys = words.map(\.key)
    if let place {
      keys.removeAll { $0 == key }
      keys.insert(key, at: min(place - 1, keys.count))
    }
    return keys
  }
}

extension Work {
  fileprivate func keep(_ word: Word) throws {
    try WordStore.update(word, in: transaction)
    try record([Happening(kind: "word.changed", at: now, payload: word.json)], on: word.list.stream)
  }
}

/// Takes a word away that no ticket has ever had and no agreement names.
public struct RemoveWord: Command {
  public var list: Word.List
  public var key: String

  public init(_ list: Word.List, _ key: String) { (self.list, self.key) = (list, key) }

  public func perform(in work: Work) throws -> Word {
    try work.principal.require(.manageWords)
    try work.begin(list)
    let name = WordStore.Name(list, key)
    guard let stored = try WordStore.word(name, in: work.transaction) else {
      throw MainstayError.notFound(kind: list.one, id: key)
    }
    func kept(_ why: String) -> MainstayError {
      .conflict(code: "word-used", message: "\(key) stays: \(why). Retire it, and nobody chooses it any more.")
    }
    // Whether it can be taken away must not tell whether there are such tickets.
    if list == .ticketClass || stored.word.ticketClass != nil {
      throw kept("whether confidential tickets have it is for those to know who are cleared")
    }
    if stored.isUsed { throw kept("tickets have it, or had it") }
    if let agreement = try work.look.agreements(naming: name).first {
      throw kept("the agreement \(agreement) names it")
    }
    if stored.word.isDefault {
      throw MainstayError.conflict(
        code: "word-default", message: "New tickets that name none get \(key). Make another the default first.")
    }
    guard try WordStore.delete(name, in: work.transaction) else { throw kept("tickets have it, or had it") }
    try work.record(
      [Happening(kind: "word.removed", at: work.now, payload: ["key": .string(key)])], on: list.stream)
    return stored.word
  }
}
