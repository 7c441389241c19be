import Kernel
import Markup

/// What a text means among the choices of a list that is too long to choose from at a glance.
public enum Combobox {
  /// Choices that a fault names.
  private static let named = 4

  /// The one choice that `text` means: its value, its title, or what alone begins a word of it; letters count without
  /// their case and marks, so that `sao` finds São Paulo. Whole names come before parts of others.
  ///
  /// - Throws: `invalid` at `path`, with the choices that fit where several do.
  public static func choose(_ text: String, among choices: [Choice], at path: String) throws(MainstayError) -> String {
    guard !words(of: text).isEmpty || choices.contains(where: { $0.value == text }) else {
      throw .field(path, "is missing; write a part of it to choose from what there is")
    }
    let found = fitting(text, among: choices)
    guard let first = found.first else {
      throw .field(
        path, "\u{201c}\(text.prefix(40))\u{201d} is none of the \(Words.grouped(choices.count)) that there are")
    }
    if found.count == 1 { return first.value }
    let names = found.prefix(named).map(\.value).joined(separator: ", ")
    let more = found.count > named ? " and \(Words.grouped(found.count - named)) more" : ""
    throw .field(path, "\u{201c}\(text.prefix(40))\u{201d} fits \(names)\(more); write which")
  }

  /// The choices that `text` may mean, by the rule of `choose`: one where it is clear.
  public static func fitting(_ text: String, among choices: [Choice]) -> [Choice] {
    // As it stands in the list, whatever else it may look like.
    if let same = choices.first(where: { $0.value == text }) { return [same] }
    let wanted = words(of: text)
    guard !wanted.isEmpty else { return [] }
    let exact = choices.filter { words(of: $0.title) == wanted || words(of: $0.value) == wanted }
    return exact.isEmpty ? choices.filter { holds(wanted, in: $0) } : exact
  }

  /// Whether the words stand in the value or the title one after the other, the last one begun.
  private static func holds(_ wanted: [String], in choice: Choice) -> Bool {
    [choice.title, choice.value].contains { text in
      let all = words(of: text)
      guard all.count >= wanted.count else { return false }
      return (0...(all.count - wanted.count)).contains { start in
        zip(wanted.indices, all[start...]).allSatisfy { index, word in
          index == wanted.count - 1 ? word.hasPrefix(wanted[index]) : word == wanted[index]
        }
      }
    }
  }

  /// The runs of letters and digits, in small letters without marks.
  static func words(of text: String) -> [String] {
    var words = [""]
    for scalar in text.lowercased().unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        words[words.count - 1] += String(plain(scalar))
      } else if !scalar.properties.isDiacritic, words.last != "" {
        words.append("")
      }
    }
    return words.filter { !$0.isEmpty }
  }

  /// The letter without its marks: `a` of `LATIN SMALL LETTER A WITH TILDE`.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard scalar.value > 0x7f, let name = scalar.properties.name, name.hasPrefix("LATIN SMALL LETTER ") else {
      return scalar
    }
    let rest = name.dropFirst("LATIN SMALL LETTER ".count).split(separator: " ")
    guard rest.count > 2, rest[1] == "WITH", rest[0].unicodeScalars.count == 1,
      let letter = rest[0].unicodeScalars.first
    else { return scalar }
    return Unicode.Scalar(letter.value + 0x20) ?? scalar
  }
}

extension HTML {
  /// A field that offers what fits while one types, and takes what is typed in full too: the browser's own list below a
  /// line of text. Nothing opens on focus alone, Escape closes the list and keeps what stands there. The form that is
  /// sent is read by `Combobox.choose`.
  ///
  /// - Parameter choices: Values with what else they are found by, as the city of a zone.
  public func combobox(
    _ name: String, _ label: String, _ choices: [Choice], _ state: FormState, hint: String? = nil,
    optional: Bool = true, limit: Int = 100, id: String? = nil, autofocus: Bool = false
  ) {
    let list = (id ?? Forms.id(name)) + "-list"
    comboboxLine(name, label, state, hint: hint, optional: optional, limit: limit, id: id, list, finds: nil, autofocus)
    element("datalist", [.id(list)]) {
      for choice in choices {
        option(choice.title == choice.value ? "" : choice.title, .value(choice.value))
      }
    }
  }

  /// As above, for the number of a ticket: where there is script, tickets of all states that fit are offered while one
  /// types.
  public func ticketBox(
    _ name: String, _ label: String, _ state: FormState, hint: String? = nil, id: String? = nil
  ) {
    let list = (id ?? Forms.id(name)) + "-list"
    comboboxLine(name, label, state, hint: hint, optional: false, limit: 200, id: id, list, finds: list, false)
    element("datalist", [.id(list)])
  }

  private func comboboxLine(
    _ name: String, _ label: String, _ state: FormState, hint: String?, optional: Bool, limit: Int, id: String?,
    _ list: String, finds: String?, _ autofocus: Bool
  ) {
    field(name, label, state, hint: hint, optional: optional, id: id) { tied in
      void(
        "input",
        tied + [
          .type("text"), .value(state[name]), .autocomplete("off"), .maxlength(limit), Attribute("list", list),
          Attribute("spellcheck", "false"), finds.map { .data("finds", $0) } ?? .none, .when(autofocus, .autofocus),
        ])
    }
  }
}
