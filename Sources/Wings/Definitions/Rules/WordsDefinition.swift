import Agreements
import Kernel
import Tickets

/// A list of the desk's words, as a file says it.
public struct WordsDefinition: Hashable, Sendable {
  public var list: Word.List
  /// In their order.
  public var words: [Word]

  public init(_ list: Word.List, words: [Word]) { (self.list, self.words) = (list, words) }

  /// As files have it: what is usual is not written down.
  public var json: JSON {
    [
      "list": .string(list.rawValue),
      "words": .array(
        words.map { word in
          .members([
            "key": .string(word.key), "label": word.label == word.key ? nil : .string(word.label),
            "default": word.isDefault ? .bool(true) : nil, "retired": word.isActive ? nil : .bool(true),
            "prefix": .text(word.prefix), "measure": .text(word.measure?.rawValue), "end": .text(word.end?.rawValue),
            "class": .text(word.ticketClass),
          ])
        }),
    ]
  }

  private static let members = ["key", "label", "default", "retired", "prefix", "measure", "end", "class"]

  /// Reads what `json` wrote, logging every fault by its path; nil where there is one.
  package init?(_ members: Members, log: FaultLog) {
    members.refuseOthers(than: ["list", "words"])
    let list = members.required("list", "is missing: priority, category, or another list")?.choice(Word.List.self)
    let rows = members.required("words", "is missing: the words of the list, in their order")?
      .elements(limit: WordLimits.words)
    guard let list, let rows else { return nil }
    var words: [Word] = []
    for row in rows {
      guard let inner = row.members(WordsDefinition.members, of: "key, label"),
        let key = inner.required("key", "is missing: what tickets have it by")?.name()
      else { continue }
      let word = Word(
        list, key, label: inner["label"]?.name(), isActive: inner["retired"]?.bool() != true,
        isDefault: inner["default"]?.bool() ?? false, prefix: inner["prefix"]?.name(),
        measure: inner["measure"]?.choice(TicketMeasure.self) ?? (list == .kind ? .resolution : nil),
        end: inner["end"]?.choice(Word.HoldEnd.self) ?? (list == .holdReason ? .desk : nil),
        ticketClass: inner["class"]?.name())
      for fault in word.faults { log.add(row.path(of: fault.path), fault.message) }
      if words.contains(where: { $0.key == key }) { inner["key"]?.fault("stands here twice") }
      if word.isDefault, words.contains(where: \.isDefault) {
        inner["default"]?.fault("another word of the list is the default")
      }
      words.append(word)
    }
    guard log.faults.isEmpty else { return nil }
    self.init(list, words: words)
  }
}
