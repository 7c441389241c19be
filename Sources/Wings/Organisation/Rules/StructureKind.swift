import Kernel

/// What the structure of a service organisation is made of. Teams are records of their own; here they get their place.
public enum StructureKind: String, CaseIterable, Hashable, Sendable {
  case organisation, site, desk, team, skill

  /// Behind a number above one, and as the heading of their list.
  public var many: String { rawValue + "s" }

  /// What one is for, in a sentence.
  public var words: String {
    switch self {
    case .organisation:
      "Who is served: a business unit, a customer, a subsidiary. People and tickets name it by its key."
    case .site: "Where people are: its organisation, its time zone, the languages that are spoken there."
    case .desk: "A service desk, and the organisations and sites that it serves."
    case .team: "Who works: the desk that a team belongs to, its line, its hours, and who leads it."
    case .skill: "What people can: given with a level, and with an end where a certificate has one."
    }
  }

  /// In the order in which forms, files and answers have them.
  public var fields: [StructureField] {
    switch self {
    case .organisation:
      [StructureField("contact", "Contact", .person, "Sign-in name of whom to ask about this organisation.")]
    case .site:
      [
        StructureField("organisation", "Organisation", .record(.organisation), "To whom the site belongs."),
        .zone, .languages,
        StructureField("address", "Address", .text(300), "Where it is, as one writes it on a letter."),
      ]
    case .desk:
      [
        .zone, .languages,
        StructureField(
          "organisations", "Serves organisations", .records(.organisation), "Keys or names, with commas between."),
        StructureField("sites", "Serves sites", .records(.site), "Keys or names, with commas between."),
      ]
    case .team:
      [
        StructureField("desk", "Desk", .record(.desk), "To which the team belongs."),
        StructureField("tier", "Line", .tier, "First, second or third line, or a supplier."),
        StructureField("hours", "Hours", .calendar, "The calendar of its hours."),
        .languages,
        StructureField(
          "lead", "Lead", .person, "Sign-in name of a member. It says who answers for the team, and gives no rights."),
        StructureField("deputy", "Deputy lead", .person, "Sign-in name of a member who stands in for the lead."),
      ]
    case .skill:
      [
        StructureField("desk", "Desk", .record(.desk), "Whose list it is on; none: of all desks."),
        StructureField("about", "About", .text(500), "What somebody can who has it."),
      ]
    }
  }

  /// What is wrong with the key of a record. Files write several keys with commas or blanks between, and a skill with a
  /// colon behind it.
  public static func keyFaults(_ key: String) -> [FieldFault] {
    let isKey = key.utf8.allSatisfy {
      (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || [0x2d, 0x2e, 0x5f].contains($0)
    }
    return isKey && (1...64).contains(key.utf8.count)
      ? []
      : [
        FieldFault("key", "has 1 to 64 letters from A to Z, digits, dots, dashes and underscores; its name may be any")
      ]
  }

  public func field(_ key: String) -> StructureField? { fields.first { $0.key == key } }

  /// Whether records of this kind can be taken out of use.
  public var retires: Bool { self != .team }
}

/// A fact of a record of the structure.
public struct StructureField: Hashable, Sendable {
  public enum Shape: Hashable, Sendable {
    /// One line of at most so many characters.
    case text(Int)
    /// An IANA time zone.
    case zone
    /// Language tags (RFC 5646), in the order in which they are preferred.
    case languages
    case tier
    /// The key of a calendar.
    case calendar
    /// The key of one record of a kind.
    case record(StructureKind)
    /// Keys of several.
    case records(StructureKind)
    /// The sign-in name of somebody.
    case person
  }

  public var key: String
  public var label: String
  public var shape: Shape
  public var hint: String

  init(_ key: String, _ label: String, _ shape: Shape, _ hint: String) {
    (self.key, self.label, self.shape, self.hint) = (key, label, shape, hint)
  }

  static let zone = StructureField("zone", "Time zone", .zone, "Like Europe/Berlin.")
  static let languages = StructureField(
    "languages", "Languages", .languages, "Tags with commas between, such as de, en or pt-BR; the preferred one first.")

  /// Whether more than one value may stand in it.
  public var isList: Bool {
    switch shape {
    case .languages, .records: true
    default: false
    }
  }

  /// The kind of record that it names; nil where it names none.
  public var target: StructureKind? {
    switch shape {
    case .record(let kind), .records(let kind): kind
    default: nil
    }
  }

  /// Whether it is kept as a link to another record, and not as a text.
  public var isLink: Bool { target != nil || shape == .person }

  /// Values of a list, at most.
  public static let most = 200

  /// The values of a text as forms, files and the command line have it: several with commas, semicolons or bars between.
  /// Languages may have blanks between too; names of records have blanks in them.
  public func values(of text: String) -> [String] {
    guard isList else { return text.trimmed.isEmpty ? [] : [text.trimmed] }
    return shape == .languages
      ? LanguageTag.split(text)
      : text.split(whereSeparator: { ",;|\n\r".contains($0) }).map(\.trimmed).filter { !$0.isEmpty }
  }

  /// What is wrong with these values by themselves; whether what they name exists is asked elsewhere.
  public func faults(_ values: [String]) -> [FieldFault] {
    if values.count > (isList ? StructureField.most : 1) {
      return [FieldFault(key, isList ? "may have at most \(StructureField.most) entries" : "takes one value")]
    }
    if let twice = values.firstTwice { return [FieldFault(key, "names \(twice) twice")] }
    return values.flatMap { value -> [FieldFault] in
      switch shape {
      case .text(let most): TextBounds.line(1...most).faults(in: value, at: key)
      case .languages: LanguageTag.fault(in: value).map { [FieldFault(key, $0)] } ?? []
      case .tier:
        Tier(rawValue: value) == nil
          ? [FieldFault(key, "is one of \(Tier.allCases.map(\.rawValue).joined(separator: ", "))")] : []
      case .zone, .calendar, .record, .records, .person: TextBounds.name.faults(in: value, at: key)
      }
    }
  }
}

extension [String] {
  /// The first that stands in it a second time.
  var firstTwice: String? {
    var seen: Set<String> = []
    return first { !seen.insert($0).inserted }
  }
}

/// The line that a team is, in the sense of ITIL's functional escalation.
public enum Tier: String, CaseIterable, Hashable, Sendable {
  case first, second, third, vendor

  public var words: String { self == .vendor ? "supplier" : "\(rawValue) line" }
}

/// Language tags as RFC 5646 writes them: a language of two or three letters, and parts of two to eight letters and
/// digits behind hyphens. The registry of languages is not asked.
public enum LanguageTag {
  public static func fault(in text: String) -> String? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let first = parts.first ?? ""
    let isTag =
      text.utf8.count <= 35 && (2...3).contains(first.count)
      && first.utf8.allSatisfy { (97...122).contains($0) }
      && parts.dropFirst().allSatisfy { part in
        (2...8).contains(part.count)
          && part.utf8.allSatisfy { (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) }
      }
    return isTag ? nil : "\(text.isEmpty ? "nothing" : text) is no language tag, such as de, en or pt-BR"
  }

  /// Tags of a text with commas or blanks between.
  public static func split(_ text: String) -> [String] {
    text.split { $0 == "," || $0.isWhitespace || $0 == "|" || $0 == ";" }.map(String.init)
  }
}
