import Core
import Kernel
import Tickets

/// The words of a new ticket: those that are said, and the desk's own for what is not.
struct OpeningWords {
  private let chosen: [ChosenWord]
  private let words: [WordStore.Name: WordStore.Stored]
  private let kindKey: String?
  /// What is said, what the ticket before says where nothing is said, and the default priority.
  let attributes: [String: String]

  init(_ opening: OpenTicket, in look: Look) throws {
    // What can be no word is refused for what it is.
    var chosen = [ChosenWord].attributes(opening.attributes)
      .filter { TextBounds.name.fault(in: $0.name.key) == nil }
    if let kind = opening.kind { chosen.append(ChosenWord(.kind, kind.rawValue, at: "kind")) }
    let inherited = [ChosenWord].attributes(opening.inherited).filter { word in
      !chosen.contains { $0.name.list == word.name.list }
    }
    let words = try WordStore.words(Set((chosen + inherited).map(\.name)), in: look.transaction)
    // What was retired meanwhile is not taken over: the desk classifies the new ticket anew.
    // Who may know of it is: it tells of the same matter.
    let retired = inherited.filter {
      $0.name.list != .ticketClass && words[$0.name]?.word.isActive != true
    }.map(\.path)
    var attributes = opening.attributes
      .merging(opening.inherited.filter { !retired.contains($0.key) }) { said, _ in said }
    if attributes["priority"] == nil { attributes["priority"] = OpeningWords.defaultKey(of: .priority, words) }
    // A category that is confidential makes its tickets so.
    if attributes[Ticket.classAttribute] == nil, let category = attributes["category"] {
      attributes[Ticket.classAttribute] = words[.init(.category, category)]?.word.ticketClass
    }
    (self.chosen, self.words, self.attributes, kindKey) = (chosen, words, attributes, opening.kind?.rawValue)
  }

  func defaultKey(of list: Word.List) -> String? { OpeningWords.defaultKey(of: list, words) }

  private static func defaultKey(
    of list: Word.List, _ words: [WordStore.Name: WordStore.Stored]
  ) -> String? {
    words.values.first { $0.word.list == list && $0.word.isDefault }?.word.key
  }

  func faults(in look: Look) throws -> [FieldFault] { try look.faults(choosing: chosen, among: words) }

  /// Those that the ticket gets.
  var used: [WordStore.Stored] {
    let names =
      [ChosenWord].attributes(attributes).map(\.name)
      + [kindKey ?? defaultKey(of: .kind)].compactMap { $0.map { WordStore.Name(.kind, $0) } }
    return names.compactMap { words[$0] }
  }

  /// - Throws: `unreadable` where the desk has no such kind, or no default.
  func kind() throws -> (TicketKind, prefix: String, measure: TicketMeasure) {
    guard let key = kindKey ?? defaultKey(of: .kind), let kind = TicketKind(rawValue: key),
      let word = words[WordStore.Name(.kind, key)]?.word, let prefix = word.prefix, let measure = word.measure
    else {
      throw MainstayError.unreadable(
        record: "word, list kind", reason: "it has no default, so that a ticket that names no kind has none")
    }
    return (kind, prefix, measure)
  }
}
