import Components
import Kernel
import Tickets
import TicketsPages
import TicketsUseCases

extension Sample {
  static let categories = [
    Word(.category, "network", label: "Network <core>"), Word(.category, "mail", label: "Mail", place: 2, version: 7),
    Word(.category, "דואר", label: "דואר (ישן)", place: 3, isActive: false),
    Word(.category, String(repeating: "w", count: 100), label: String(repeating: "Long name ", count: 10), place: 4),
  ]
  static let kinds = [
    Word(.kind, "incident", isDefault: true, prefix: "INC", measure: .resolution),
    Word(.kind, "on-site", label: "Visit", place: 2, prefix: "VIS", measure: .fulfilment),
  ]

  static var refusedWords: WordsPage {
    var page = WordsPage(
      .category, rows: categories, counts: [.category: 4, .kind: 2],
      form: FormState(["key": "mail", "label": "Post"], faults: [FieldFault("key", "is taken")]))
    page.unreadable = ["word, list vendor, key acme, hold_end: it is \"later\", and should be desk or requester"]
    return page
  }
}

extension Gallery {
  static let words: [(name: String, page: any Page, role: Role)] = [
    ("words", Sample.refusedWords, .admin),
    ("words-kinds", WordsPage(.kind, rows: Sample.kinds, counts: [.kind: 2]), .admin),
    (
      "words-holds",
      WordsPage(
        .holdReason,
        rows: [
          Word(.holdReason, "awaiting-requester", label: "awaiting requester", end: .requester),
          Word(.holdReason, "parts", place: 2, end: .desk),
        ]), .admin
    ),
    ("words-empty", WordsPage(.vendor, rows: []), .admin),
    ("word", WordPage(.init(word: Sample.categories[1], isUsed: false, agreements: [])), .admin),
    (
      "word-named",
      WordPage(
        .init(word: Sample.kinds[0], isUsed: true, agreements: ["standard", "critical"]),
        form: FormState(
          ["label": "", "place": "x"],
          faults: [FieldFault("label", "must not be empty"), FieldFault("place", "is a number, from 1")])), .admin
    ),
    ("word-retired", WordPage(.init(word: Sample.categories[2], isUsed: true, agreements: ["standard"])), .admin),
  ]
}
