import Kernel
import Markup
import Tickets

/// The words of the desk, a list at a time.
public struct WordsPage: Page {
  public var title: String { "Words of the desk" }
  public var place: Place? { .words }

  public var list: Word.List
  public var rows: [Word]
  /// Words of each list.
  public var counts: [Word.List: Int]
  /// Of a new word.
  public var form: FormState

  public init(_ list: Word.List, rows: [Word], counts: [Word.List: Int] = [:], form: FormState = FormState()) {
    (self.list, self.rows, self.counts, self.form) = (list, rows, counts, form)
  }

  static func path(_ list: Word.List) -> String { Address.path(Place.words.path, ["list": list.rawValue]) }
}

/// One word, to be changed.
public struct WordPage: Page {
  public var title: String { word.label }
  public var place: Place? { .words }
  public var crumbs: [Crumb] { [Crumb("Words of the desk", WordsPage.path(word.list))] }

  public var word: Word
  public var form: FormState

  public init(_ word: Word, form: FormState? = nil) {
    self.word = word
    self.form =
      form
      ?? FormState([
        "label": word.label, "place": String(word.place), "end": word.end?.rawValue ?? "",
        "default": word.isDefault ? "yes" : "",
      ])
  }

  static func path(_ word: Word) -> String {
    "\(Place.words.path)/\(word.list.rawValue)/\(Address.encoded(word.key))"
  }
}
