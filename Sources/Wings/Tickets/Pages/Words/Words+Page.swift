import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

/// The words of the desk, a list at a time.
public struct WordsPage: Page {
  public var title: String { "Words of the desk" }
  public var words: [Term] { [.priority, .hold, .vendor] }
  public var place: Place? { .words }

  public var list: Word.List
  public var rows: [Word]
  /// Words of each list.
  public var counts: [Word.List: Int]
  /// What stands among them and cannot be read, a line each.
  public var unreadable: [String] = []
  /// Of a new word, with what was wrong with it, or with an act on a row.
  public var form: FormState
  /// Classes that a category can give; none where the desk has none.
  public var classes: [Choice] = []

  public init(_ list: Word.List, rows: [Word], counts: [Word.List: Int] = [:], form: FormState = FormState()) {
    (self.list, self.rows, self.counts, self.form) = (list, rows, counts, form)
  }

  static func path(_ list: Word.List) -> String { Address.path(Place.words.path, ["list": list.rawValue]) }

  /// The row of a word, so that whoever moves it by keys goes on there.
  static func path(_ word: Word) -> String { path(word.list) + "#" + rowID(word.place) }

  static func rowID(_ place: Int) -> String { "place-\(place)" }
}

/// One word, to be changed.
public struct WordPage: Page {
  public var title: String { word.label }
  public var place: Place? { .words }
  public var crumbs: [Crumb] { [Crumb("Words of the desk", WordsPage.path(word.list))] }

  public var word: Word
  /// Why it cannot be taken away, in a sentence; nil where it can.
  public var stays: String?
  /// Agreements that name it, by their keys.
  public var agreements: [String]
  public var form: FormState
  /// Classes that a category can give.
  public var classes: [Choice] = []

  public init(_ standing: ShowWord.Standing, form: FormState? = nil) {
    (word, agreements) = (standing.word, standing.agreements)
    stays =
      if standing.isUsed {
        standing.word.list == .ticketClass || standing.word.ticketClass != nil
          ? "Whether confidential tickets have it is for those to know who are cleared."
          : "Tickets have it, or had it."
      } else if !standing.agreements.isEmpty {
        "An agreement names it."
      } else if standing.word.isDefault {
        "New tickets that name none get it."
      } else {
        nil
      }
    self.form =
      form
      ?? FormState([
        "label": word.label, "place": String(word.place), "end": word.end?.rawValue ?? "",
        "class": word.ticketClass ?? "",
        "default": word.isDefault ? "yes" : "",
      ])
  }

  static func path(_ word: Word) -> String {
    "\(Place.words.path)/\(word.list.rawValue)/\(Address.encoded(word.key))"
  }
}
