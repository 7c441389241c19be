import Agreements
import AgreementsUseCases
import Core
import Journal
import Kernel
import Storage
import Tickets

extension Word.List {
  /// All changes of a list stand in one stream, so that whoever changes it waits for others who do.
  package var stream: String { WordProjection.prefix + rawValue }
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
  package func begin(_ list: Word.List) throws -> Bool {
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
  fileprivate func namesInAgreements() throws -> [WordStore.Name] { try newestTerms().flatMap { $0.words.map(\.name) } }

  /// The keys of agreements whose newest version names a word.
  func agreements(naming name: WordStore.Name) throws -> [String] {
    try newestTerms().filter { $0.words.contains { $0.name == name } }.map(\.key)
  }
}

extension AgreementTerms {
  /// The words that it names, and where.
  var words: [ChosenWord] {
    let lists = Word.List.ofAttributes.merging(["kind": .kind]) { $1 }
    var found: [ChosenWord] = []
    func add(_ conditions: [Condition], _ path: String) {
      for condition in conditions {
        guard let list = lists[condition.attribute] else { continue }
        found += condition.values.map { ChosenWord(list, $0, at: "\(path).\(condition.attribute)") }
      }
    }
    for (attribute, values) in scope.sorted(by: { $0.key < $1.key }) {
      if let list = lists[attribute] { found += values.map { ChosenWord(list, $0, at: "scope.\(attribute)") } }
    }
    found += agreement.pauseReasons.map { ChosenWord(.holdReason, $0, at: "pauseReasons") }
    for (index, objective) in agreement.objectives.enumerated() {
      let path = "objectives[\(index)]"
      found += (objective.pauseReasons ?? []).map { ChosenWord(.holdReason, $0, at: path + ".pauseReasons") }
      if let vendor = objective.vendor { found.append(ChosenWord(.vendor, vendor, at: path + ".vendor")) }
      for (row, target) in objective.targets.enumerated() { add(target.when, "\(path).targets[\(row)].when") }
    }
    for (index, measure) in agreement.measures.enumerated() {
      add(measure.when, "measures[\(index)].when")
      for (row, target) in measure.targets.enumerated() {
        add(target.when, "measures[\(index)].targets[\(row)].when")
      }
    }
    return found
  }
}

/// A word of the desk that an agreement names, and whether tickets can have it.
package struct WordInAgreement {
  package var list: Word.List
  package var key: String
  /// Where it stands in the agreement: `objectives[0].pauseReasons`.
  package var path: String
  /// Whether new tickets can get it; nil where the desk has no such word.
  package var isActive: Bool?
}

extension Look {
  /// The words that an agreement names, as far as the desk's can be read.
  package func words(in terms: AgreementTerms) throws -> [WordInAgreement] {
    let named = terms.words
    let known = Dictionary(
      try WordStore.readable(Array(Set(named.map(\.name.list))), in: transaction).rows
        .map { (WordStore.Name($0.list, $0.key), $0) }, uniquingKeysWith: { first, _ in first })
    return named.map {
      WordInAgreement(list: $0.name.list, key: $0.name.key, path: $0.path, isActive: known[$0.name]?.isActive)
    }
  }
}

extension AgreementReview {
  /// Words of the desk: what an agreement names beside them, and what is retired.
  static let ofTickets = AgreementReview(
    unknownWords: { try unknownWords($0, $1) },
    clocks: { terms, since, look in
      try CoveredClockStore.count(
        terms, since: since, before: look.now, seen: look.principal.sight(of: .seeAllTickets), in: look.transaction)
    })

  private static func unknownWords(_ terms: AgreementTerms, _ look: Look) throws -> [String] {
    let remarks = try look.words(in: terms).compactMap { word -> String? in
      let place = "agreements.\(terms.key).\(word.path): \(word.key)"
      switch word.isActive {
      case nil: return "\(place) is no \(word.list.one) of this desk, so that no ticket has it."
      case false?: return "\(place) is retired, so that no new ticket gets it."
      case true?: return nil
      }
    }
    let more = remarks.count - WordLimits.named
    return remarks.prefix(WordLimits.named) + (more > 0 ? ["and \(more) more like it."] : [])
  }
}
