import Agreements
import BusinessTime
import Kernel

extension AgreementDrafts {
  /// The text of a file that says the same: what `mainstay apply` takes, to be kept beside an installation's
  /// configuration. Read back it gives these drafts.
  public var fileText: String {
    var lines: [String] = []
    if !calendars.isEmpty {
      lines.append("calendars:")
      for (key, definition) in calendars.sorted(by: { $0.key < $1.key }) {
        lines.append("  \(FileText.scalar(.string(key))):")
        lines += FileText.members(definition.json, order: FileText.ofCalendars, indent: 4)
      }
    }
    if !agreements.isEmpty {
      lines.append("agreements:")
      for terms in agreements {
        lines.append("  \(FileText.scalar(.string(terms.key))):")
        lines += FileText.members(terms.file, order: FileText.ofAgreements, indent: 4)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension AgreementTerms {
  /// One agreement of a file, without the versions of calendars, which follow from applying it.
  fileprivate var file: JSON {
    var members = json(calendars: [:]).objectValue ?? [:]
    let agreement = members.removeValue(forKey: "agreement")?.objectValue ?? [:]
    members.removeValue(forKey: "calendars")
    members.removeValue(forKey: "key")
    return .object(members.merging(agreement) { $1 })
  }
}

/// JSON as people write YAML: mappings as blocks, short lists and rows on one line, texts bare where no reader could
/// take them for anything else.
package enum FileText {
  static let ofCalendars = ["timeZone", "workingDay", "horizon", "weekly", "closures", "openings"]
  static let ofAgreements = [
    "name", "kind", "parties", "signatories", "scopeWords", "scope", "validFrom", "validTo", "reviewDate",
    "noticePeriod",
    "termination", "pauseReasons", "objectives", "measures", "exclusions", "clauses", "assumptions", "documents",
  ]
  private static let ofRows = [
    "name", "metric", "measure", "calendar", "when", "target", "targets", "days", "date", "from", "to", "rule", "start",
    "time",
    "mon", "tue", "wed", "thu", "fri", "sat", "sun",
  ]

  /// The text of a whole file.
  ///
  /// - Parameter order: The members of its top that come first.
  package static func text(_ json: JSON, order: [String]) -> String {
    members(json, order: order, indent: 0).joined(separator: "\n") + "\n"
  }

  static func members(_ json: JSON, order: [String], indent: Int) -> [String] {
    let members = json.objectValue ?? [:]
    let blank = String(repeating: " ", count: indent)
    return sorted(members.keys, order).flatMap { key -> [String] in
      let (name, value) = (scalar(.string(key)), members[key] ?? .null)
      switch value {
      case .object(let inner) where !inner.isEmpty:
        return ["\(blank)\(name):"] + self.members(value, order: ofRows, indent: indent + 2)
      case .array(let rows) where rows.contains { $0.objectValue != nil }:
        return ["\(blank)\(name):"] + rows.flatMap { row(blank, $0) }
      default: return ["\(blank)\(name): \(flow(value))"]
      }
    }
  }

  /// Characters of a row that stays on one line.
  private static let longestRow = 100

  /// An element of a list: on one line where that is short, else as a block.
  private static func row(_ blank: String, _ json: JSON) -> [String] {
    let line = flow(json)
    guard line.utf8.count > longestRow, json.objectValue != nil else { return ["\(blank)  - \(line)"] }
    var lines = members(json, order: ofRows, indent: blank.utf8.count + 4)
    guard let first = lines.first else { return ["\(blank)  - \(line)"] }
    lines[0] = blank + "  - " + first.drop { $0 == " " }
    return lines
  }

  private static func flow(_ json: JSON) -> String {
    switch json {
    case .array(let elements): "[" + elements.map(flow).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + sorted(members.keys, ofRows).map { "\(scalar(.string($0))): \(flow(members[$0] ?? .null))" }
        .joined(separator: ", ") + "}"
    default: scalar(json)
    }
  }

  private static func sorted(_ keys: some Sequence<String>, _ order: [String]) -> [String] {
    keys.sorted { a, b in
      (order.firstIndex(of: a) ?? order.count, a) < (order.firstIndex(of: b) ?? order.count, b)
    }
  }

  /// A text bare where it is a plain word, else in quotes, with the escapes that JSON and YAML share.
  static func scalar(_ json: JSON) -> String {
    guard let text = json.stringValue else { return json.canonical }
    // A file in which something looks like an alias is not parsed where keys may be odd.
    return isPlain(text) ? text : json.canonical.replacing("*", with: "\\u002a")
  }

  /// Words that some readers of YAML take for something else.
  private static let taken: Set = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), !taken.contains(text.lowercased()), text.utf8.last != 0x20
    else { return false }
    return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || " -_/".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
}
