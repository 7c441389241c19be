import Kernel

/// A kind of notice that a feature offers: when it is sent, what it holds, and how it is worded for people.
public struct NoticeKind: Hashable, Sendable {
  /// `clock.breached`: the `type` of its messages.
  public var name: String
  /// As pages call it: `Breached`.
  public var title: String
  /// When it is sent, a sentence.
  public var occasion: String
  /// Whether those get it who choose nothing.
  public var isUsual: Bool
  /// Whether a destination can choose it; what goes to one alone is not chosen.
  public var isChosen: Bool
  /// What it says to people: `{name}` stands for a value, and what is in brackets is left out where a value in it
  /// is missing.
  public var template: String
  /// The members of its `data`.
  public var fields: [NoticeField]

  public init(
    _ name: String, _ title: String, _ occasion: String, isUsual: Bool = false, isChosen: Bool = true,
    template: String, fields: [NoticeField]
  ) {
    (self.name, self.title, self.occasion, self.isUsual) = (name, title, occasion, isUsual)
    (self.template, self.fields, self.isChosen) = (template, fields, isChosen)
  }

  /// The template with its values in place.
  public func words(_ values: [String: String]) -> String { NoticeTemplate.fill(template[...], values).text }
}

/// One member of a notice's data.
public struct NoticeField: Hashable, Sendable {
  public enum Kind: String, Sendable { case text, integer, flag, instant, id }

  public var name: String
  public var kind: Kind
  /// What it means, a sentence.
  public var meaning: String
  /// Whether it can be missing.
  public var isOptional: Bool

  /// A text.
  public init(_ name: String, _ meaning: String, optional: Bool = false) {
    self.init(name, .text, meaning, optional: optional)
  }

  public init(_ name: String, _ kind: Kind, _ meaning: String, optional: Bool = false) {
    (self.name, self.kind, self.meaning, self.isOptional) = (name, kind, meaning, optional)
  }
}

extension NoticeKind {
  /// Stands for every kind, also those that later versions bring.
  public static let every = "*"
}

/// The kinds of notice that the wings offer.
public struct NoticeKinds: Sendable {
  public let all: [NoticeKind]
  /// Those that a destination can choose among.
  public let choices: [NoticeKind]
  /// Names of those that a destination gets which chose nothing.
  public let usual: Set<String>
  private let byName: [String: NoticeKind]

  public init(_ all: [NoticeKind]) {
    self.all = all
    choices = all.filter(\.isChosen)
    usual = Set(choices.filter(\.isUsual).map(\.name))
    byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public func named(_ name: String) -> NoticeKind? { byName[name] }
}

/// What a notice is made of once somebody wants it.
package struct NoticeFacts {
  /// Its data; `text` is added.
  package var data: [String: JSON]
  /// Values of the template that are not members of the data, or are worded otherwise there.
  package var words: [String: String] = [:]

  package init(data: [String: JSON], words: [String: String] = [:]) {
    (self.data, self.words) = (data, words)
  }

  /// The template's values: members that are texts or numbers, and the words.
  fileprivate var values: [String: String] {
    data.compactMapValues { $0.stringValue ?? $0.integerValue.map(String.init) }
      .merging(words, uniquingKeysWith: { _, word in word })
  }
}

extension Notice {
  /// - Parameters:
  ///   - at: When what it tells happened.
  ///   - now: When it is written.
  package init(_ kind: NoticeKind, id: RecordID, about subject: String, at: Instant, _ facts: NoticeFacts, now: Instant)
  {
    let text = kind.words(facts.values)
    var data = facts.data
    data["text"] = .string(text)
    let body: JSON = ["type": .string(kind.name), "timestamp": .string(at.rfc3339), "data": .object(data)]
    self.init(
      id: id, kind: kind.name, subject: subject, cause: text, template: kind.name, body: body.canonical, createdAt: now)
  }
}

/// Fills templates: `{number} was held[ until {until}]`.
enum NoticeTemplate {
  static func fill(_ template: Substring, _ values: [String: String]) -> (text: String, isWhole: Bool) {
    var (text, isWhole, rest) = ("", true, template)
    while let mark = rest.firstIndex(where: { $0 == "{" || $0 == "[" }) {
      text += rest[..<mark]
      let inside = rest[rest.index(after: mark)...]
      guard let end = inside.firstIndex(of: rest[mark] == "{" ? "}" : "]") else { break }
      if rest[mark] == "{" {
        if let value = values[String(inside[..<end])] { text += value } else { isWhole = false }
      } else {
        let part = fill(inside[..<end], values)
        if part.isWhole { text += part.text }
      }
      rest = inside[inside.index(after: end)...]
    }
    return (text + rest, isWhole)
  }
}
