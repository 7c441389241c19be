import Agreements
import Governance
import Kernel
import People
import Storage
import Tickets

extension Word.List {
  /// All changes of a list stand in one stream, so that whoever changes it waits for others who do.
  var stream: String { WordProjection.prefix + rawValue }
}

/// Journals the words that the schema brought, each list once, and adds those that agreements name and that could be
/// chosen freely before; from then on a change behind the journal's back is found. Answers how many lists it began.
public struct BeginWords: Command {
  public init() {}

  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    return try Word.List.allCases.count { try work.begin($0) }
  }
}

extension Work {
  /// False where the list was begun before. The list's stream is locked either way until the commit.
  @discardableResult
  func begin(_ list: Word.List) throws -> Bool {
    let head = try JournalStore.headToAppend(to: list.stream, in: transaction)
    guard head.sequence == 0 else { return false }
    var words = try WordStore.all([list], in: transaction)
    let named = try look.namesInAgreements().filter { $0.list == list }.map(\.key)
    for key in Set(named).subtracting(words.map(\.key)).sorted() {
      let word = Word(
        list, key, place: (words.last?.place ?? 0) + 1, end: list == .holdReason ? .desk : nil)
      // What no ticket could have says nothing of what there is.
      guard word.faults.isEmpty else { continue }
      try WordStore.insert(word, in: transaction)
      words.append(word)
    }
    try record(
      [Happening(kind: "words.begun", at: now, payload: ["words": .array(words.map(\.json))])], on: list.stream,
      after: head)
    return true
  }
}

extension Look {
  /// What the newest versions of agreements call by name, as far as they can be read.
  func namesInAgreements() throws -> [WordStore.Name] {
    let stored = try AgreementStore.readableAgreements(in: transaction)
    return NewestVersions(stored.rows, stored.unreadable, key: \.key, version: \.version).rows.values
      .compactMap { try? AgreementTerms(json: $0.body) }.flatMap { $0.words.map(\.name) }
  }
}

extension AgreementTerms {
  /// The words that it names, and where.
  var words: [ChosenWord] {
    let lists: [String: Word.List] = ["priority": .priority, "category": .category, "kind": .kind]
    var found: [ChosenWord] = []
    for (attribute, values) in scope.sorted(by: { $0.key < $1.key }) {
      if let list = lists[attribute] { found += values.map { ChosenWord(list, $0, at: "scope.\(attribute)") } }
    }
    found += agreement.pauseReasons.map { ChosenWord(.holdReason, $0, at: "pauseReasons") }
    for (index, objective) in agreement.objectives.enumerated() {
      let path = "objectives[\(index)]"
      found += (objective.pauseReasons ?? []).map { ChosenWord(.holdReason, $0, at: path + ".pauseReasons") }
      if let vendor = objective.vendor { found.append(ChosenWord(.vendor, vendor, at: path + ".vendor")) }
      for (row, target) in objective.targets.enumerated() {
        for condition in target.when {
          guard let list = lists[condition.attribute] else { continue }
          found += condition.values.map {
            ChosenWord(list, $0, at: "\(path).targets[\(row)].when.\(condition.attribute)")
          }
        }
      }
    }
    return found
  }
}

extension Look {
  /// What drafts of agreements name and this desk does not have, a sentence each: no ticket can meet it.
  func unknownWords(in terms: AgreementTerms) throws -> [String] {
    let named = terms.words
    let known = try WordStore.all(Array(Set(named.map(\.name.list))), in: transaction)
      .map { WordStore.Name($0.list, $0.key) }
    let unknown = named.filter { !known.contains($0.name) }
    return unknown.prefix(WordLimits.named).map {
      "agreements.\(terms.key).\($0.path): \($0.name.key) is no \($0.name.list.one) of this desk, so that no ticket has it."
    } + (unknown.count > WordLimits.named ? ["and \(unknown.count - WordLimits.named) more like it."] : [])
  }
}
