import Governance
import Kernel
import People
import Storage
import Tickets

/// The words of lists in their order, each with its place counted from 1. Requesters are told those that they say of a ticket themselves.
public struct ListWords: Query {
  /// All lists that the reader may know where nil.
  public var list: Word.List?
  public init(_ list: Word.List? = nil) { self.list = list }

  public func answer(from look: Look) throws -> [Word] {
    try look.principal.require(.openTickets)
    if let list, !list.isForRequesters { try look.principal.require(.workTickets) }
    let lists =
      list.map { [$0] } ?? Word.List.allCases.filter { $0.isForRequesters || look.principal.may(.workTickets) }
    let order = Dictionary(uniqueKeysWithValues: Word.List.allCases.enumerated().map { ($1, $0) })
    return try WordStore.all(lists, in: look.transaction).counted
      .enumerated().sorted { (order[$0.element.list] ?? 0, $0.offset) < (order[$1.element.list] ?? 0, $1.offset) }
      .map(\.element)
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
  public init(
    _ list: Word.List, _ key: String, label: String? = nil, prefix: String? = nil, measure: TicketMeasure? = nil,
    end: Word.HoldEnd? = nil
  ) {
    word = Word(
      list, key, label: label, prefix: prefix, measure: measure ?? (list == .kind ? .resolution : nil),
      end: end ?? (list == .holdReason ? .desk : nil))
  }

  public func perform(in work: Work) throws -> Word {
    try work.principal.require(.manageWords)
    if !word.faults.isEmpty { throw MainstayError.invalid(word.faults) }
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
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    var made = word
    made.place = (others.map(\.place).max() ?? 0) + 1
    try WordStore.insert(made, in: work.transaction)
    if made.list == .kind, let kind = TicketKind(rawValue: made.key) {
      try WordStore.makeSequence(of: kind, in: work.transaction)
    }
    try work.record([Happening(kind: "word.added", at: work.now, payload: made.json)], on: made.list.stream)
    made.place = others.count + 1
    return made
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
  /// Its place among all words of the list, from 1; behind the last where there are fewer.
  public var place: Int?
  public var expecting: Int?

  public init(
    _ list: Word.List, _ key: String, label: String? = nil, isActive: Bool? = nil, isDefault: Bool? = nil,
    end: Word.HoldEnd? = nil, place: Int? = nil, expecting: Int? = nil
  ) {
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
    let word = try changed(old)
    if word.isDefault, !old.isDefault, var former = words.first(where: \.isDefault) {
      (former.isDefault, former.version) = (false, former.version + 1)
      try work.keep(former)
    }
    if word != old { try work.keep(word) }
    return try moved(word, among: words, in: work)
  }

  private func changed(_ old: Word) throws -> Word {
    var word = old
    word.label = label ?? old.label
    word.isActive = isActive ?? old.isActive
    word.isDefault = isDefault ?? old.isDefault
    if let end { word.end = end }
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
    if let place, place < 1 { faults.append(FieldFault("place", "counts from 1")) }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    if word != old { word.version += 1 }
    return word
  }

  private func moved(_ word: Word, among words: [Word], in work: Work) throws -> Word {
    var (word, keys) = (word, words.map(\.key))
    if let place {
      keys.removeAll { $0 == key }
      keys.insert(key, at: min(place - 1, keys.count))
    }
    word.place = (keys.firstIndex(of: key) ?? 0) + 1
    guard keys != words.map(\.key) else { return word }
    try WordStore.place(keys, of: list, in: work.transaction)
    try work.record(
      [Happening(kind: "words.ordered", at: work.now, payload: ["keys": .array(keys.map(JSON.string))])],
      on: list.stream)
    return word
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
    if stored.isUsed { throw kept("tickets have it, or had it") }
    if try work.look.namesInAgreements().contains(name) { throw kept("an agreement names it") }
    if stored.word.isDefault {
      throw MainstayError.conflict(
        code: "word-default", message: "\(key) is what tickets have that name none. Make another the default first.")
    }
    try WordStore.delete(name, in: work.transaction)
    try work.record(
      [Happening(kind: "word.removed", at: work.now, payload: ["key": .string(key)])], on: list.stream)
    return stored.word
  }
}
