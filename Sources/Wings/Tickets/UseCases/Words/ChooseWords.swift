import Core
import Kernel
import Storage
import Tickets

/// A word that somebody chooses for a ticket, and the field in which they do.
struct ChosenWord {
  var name: WordStore.Name
  var path: String

  init(_ list: Word.List, _ key: String, at path: String) { (name, self.path) = (WordStore.Name(list, key), path) }
}

extension [ChosenWord] {
  /// The attributes that are words, of those that are given a value.
  static func attributes(_ attributes: [String: String?], at prefix: String = "") -> [ChosenWord] {
    Word.List.ofAttributes.sorted { $0.key < $1.key }.compactMap { name, list in
      attributes[name].flatMap { $0 }.map { ChosenWord(list, $0, at: prefix + name) }
    }
  }
}

extension Look {
  /// What is wrong with a choice of words: those that the desk does not have, and retired ones.
  func faults(choosing chosen: [ChosenWord], among words: [WordStore.Name: WordStore.Stored]) throws -> [FieldFault] {
    try chosen.compactMap { choice in
      let list = choice.name.list
      let reason: String
      switch words[choice.name]?.word {
      case let word? where word.isActive: return nil
      case _?: reason = "\(choice.name.key) is retired"
      case nil: reason = "\(Look.shown(choice.name.key)) is no \(list.one) of this desk"
      }
      return FieldFault(choice.path, "\(reason); \(try offered(list))")
    }
  }

  private func offered(_ list: Word.List) throws -> String {
    let keys = try WordStore.readable([list], in: transaction).rows.filter(\.isActive).map(\.key)
    guard !keys.isEmpty else {
      return "there are no \(list.many) yet; an administrator adds them under Words of the desk, or by "
        + "`mainstay words add \(list.rawValue) KEY`"
    }
    let more = keys.count > WordLimits.named ? " and \(keys.count - WordLimits.named) more" : ""
    return "choose one of \(keys.prefix(WordLimits.named).joined(separator: ", "))\(more)"
  }

  private static func shown(_ key: String) -> String { key.isEmpty ? "nothing" : String(key.prefix(60)) }

  /// Of these reasons of holds, those that the requester's answer ends.
  ///
  /// - Throws: `unreadable` where it cannot be told of one of them.
  func endedByAnswer(_ reasons: [String]) throws -> Set<String> {
    guard !reasons.isEmpty else { return [] }
    return Set(
      try WordStore.words(reasons, of: .holdReason, in: transaction).filter { $0.end == .requester }.map(\.key))
  }

  /// All reasons of holds that a requester's answer ends, as far as they can be read.
  func reasonsEndedByAnswer() throws -> Set<String> {
    Set(try WordStore.readable([.holdReason], in: transaction).rows.filter { $0.end == .requester }.map(\.key))
  }
}

extension Work {
  /// Notes that a ticket gets these words, which there are.
  ///
  /// - Throws: `invalid` for those that cannot be chosen, each with its field.
  func choose(_ chosen: [ChosenWord]) throws {
    guard !chosen.isEmpty else { return }
    let words = try WordStore.words(Set(chosen.map(\.name)), in: transaction)
    let faults = try look.faults(choosing: chosen, among: words)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    try use(words.values)
  }

  /// - Throws: `conflict` where one was taken away meanwhile.
  func use(_ words: some Sequence<WordStore.Stored>) throws {
    let gone = try WordStore.markUsed(
      words.filter { !$0.isUsed }.map { WordStore.Name($0.word.list, $0.word.key) }, in: transaction)
    if let name = gone.first {
      throw MainstayError.conflict(
        code: "word-gone", message: "The \(name.list.one) \(name.key) was taken away meanwhile. Choose another.")
    }
  }
}

extension TicketEvent {
  /// The words that it gives a ticket.
  package var deskWords: [WordStore.Name] {
    switch self {
    case .opened(let opening):
      [ChosenWord].attributes(opening.attributes).map(\.name) + [WordStore.Name(.kind, opening.kind.rawValue)]
    case .changed(let set, _): [ChosenWord].attributes(set).map(\.name)
    case .held(let reason, _): [WordStore.Name(.holdReason, reason)]
    case .handedOff(let vendor, _): [WordStore.Name(.vendor, vendor)]
    case .resolved(let code?, _): [WordStore.Name(.resolutionCode, code)]
    default: []
    }
  }
}
