import Core
import Journal
import Kernel
import MainstayServer
import PeopleUseCases

/// The words of plans and reports.
enum ErasureText {
  static func table(_ gone: [ErasedKind: Int]) -> String {
    let lines = Wings.features.erasedKinds.compactMap { kind in
      gone[kind].map { (count: $0.grouped, words: kind.words) }
    }
    let width = lines.map(\.count.count).max() ?? 0
    return lines.map { "  \(String(repeating: " ", count: width - $0.count.count))\($0.count)  \($0.words)" }
      .joined(separator: "\n")
  }

  static func json(_ gone: [ErasedKind: Int]) -> JSON {
    .object(Dictionary(uniqueKeysWithValues: gone.map { ($0.key.name, JSON.integer(Int64($0.value))) }))
  }
}

extension ErasurePlan {
  var text: String {
    var lines: [String] = []
    if !obstacles.isEmpty {
      lines.append("\(name) cannot be erased now:")
      lines += obstacles.map { "  \($0)" }
      if gone.isEmpty { return lines.joined(separator: "\n") }
    }
    lines.append("Erasing \(name)\(displayName.map { " (\($0))" } ?? "") takes away or renames:")
    lines.append(gone.isEmpty ? "  nothing" : ErasureText.table(gone))
    lines.append("It cannot take away:")
    lines += remains.lines.map { "  \($0)" }
    lines.append("Nothing was changed. To erase for good:")
    lines.append("  mainstay erase \(name) --texts \(texts.rawValue) --reason \"...\" --confirm \(name)")
    return lines.joined(separator: "\n").oneLineEach
  }

  var json: JSON {
    .members([
      "id": .text(id?.text), "name": .string(name), "displayName": .text(displayName),
      "texts": .string(texts.rawValue), "gone": ErasureText.json(gone),
      "obstacles": .array(obstacles.map(JSON.string)), "remains": remains.json,
    ])
  }
}

extension ErasureRemains {
  fileprivate var lines: [String] {
    var lines: [String] = []
    if !entries.isEmpty {
      let more = hasMoreEntries ? "more than " : ""
      lines.append(
        "\(more)\(entries.count.grouped) entries of the journal that hold the name or mail address in plain:")
      let groups = Dictionary(grouping: entries, by: \.kind).sorted { $0.key < $1.key }
      lines += groups.map { kind, entries in
        let named = entries.prefix(5).map { "\($0.stream) entry \($0.sequence)" }.joined(separator: ", ")
        return "  \(kind): \(entries.count.grouped) (\(named)\(entries.count > 5 ? ", ..." : ""))"
      }
      lines.append("  --json names each of them.")
    }
    if !mentions.isEmpty {
      lines.append(
        "\(hasMoreMentions ? "more than " : "")\(mentions.count.grouped) tickets with texts of others that mention them: "
          + mentions.prefix(20).joined(separator: ", ") + (mentions.count > 20 ? ", ..." : ""))
    }
    return lines + outside
  }

  var json: JSON {
    [
      "entries": .array(
        entries.map {
          [
            "stream": .string($0.stream), "sequence": .integer($0.sequence), "kind": .string($0.kind),
            "signInName": .bool($0.hasName),
          ]
        }), "moreEntries": .bool(hasMoreEntries), "mentions": .array(mentions.map(JSON.string)),
      "moreMentions": .bool(hasMoreMentions), "outside": .array(outside.map(JSON.string)),
    ]
  }
}

extension ErasureReport {
  var json: JSON {
    [
      "id": .string(id.text), "name": .string(name), "displayName": .string(displayName),
      "gone": ErasureText.json(gone),
    ]
  }
}

extension ErasedPerson {
  /// As `mainstay erase --list --json` writes it, and `--again` reads it.
  var json: JSON {
    .members([
      "id": .string(id.text), "name": .string(name), "erasedAt": .string(erasedAt.rfc3339),
      "texts": .text(texts?.rawValue), "reason": .text(reason),
    ])
  }
}

extension String {
  /// Each line with control characters and controls of writing direction in escapes.
  fileprivate var oneLineEach: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).oneLine }.joined(separator: "\n")
  }
}
