import Foundation
import Kernel
import StatementsUseCases
import Testing

/// What the figures of a statement's JSON are as a reader finds them: by words in a PDF, by values in a workbook. It knows
/// nothing of how the documents are made. Moments are those of UTC.
struct FigureWords {
  enum Figure: Hashable {
    case text(String)
    case whole(Int64)
    case share(Int64)
    case length(Int64)
    case moment(Instant)
    case decimal(String)
  }

  private(set) var all: [Figure] = []
  private let people: [String: String]

  init(_ body: JSON, people: [String: String]) {
    self.people = people
    for member in ["figures", "journal", "period"] { take(body[member] ?? .null, member) }
    take(body["agreement"]?["versions"] ?? .null, "versions")
    take(body["agreement"]?["name"] ?? .null, "name")
    take(body["asOf"] ?? .null, "asOf")
  }

  private static let lengths: Set = ["elapsed", "target", "whole", "counted", "uncounted"]
  private static let shares: Set = ["share", "low", "high", "promised"]
  /// Composed of what stands beside it, or of no meaning to a reader.
  private static let leftOut: Set = ["id"]

  private mutating func take(_ json: JSON, _ name: String, in parent: JSON = .null) {
    switch json {
    case .array(let elements): for one in elements { take(one, name, in: parent) }
    case .object(let members):
      // What is not told apart is its own whole.
      for (key, value) in members where !FigureWords.leftOut.contains(key) {
        if key == "name", members["ticket"] ?? members["agreement"] != nil, members["state"] == nil { continue }
        take(value, key, in: json)
      }
    case .integer(let number):
      if FigureWords.shares.contains(name) {
        all.append(.share(number))
      } else {
        all.append(FigureWords.lengths.contains(name) ? .length(number) : .whole(number))
      }
    case .string(let text): takeText(text, name, in: parent)
    case .bool(let flag): all.append(.text(flag ? "yes" : "no"))
    default: break
    }
  }

  private mutating func takeText(_ text: String, _ name: String, in parent: JSON) {
    if let at = try? Instant(parsing: text) {
      all.append(.moment(at))
    } else if text.hasPrefix("person/") {
      all.append(.text(people[String(text.dropFirst("person/".count))] ?? "somebody"))
    } else if name == "holder" {
      all.append(.text(text.split(separator: ":").last.map(String.init) ?? text))
    } else if parent["seconds"] != nil || parent["bad"] != nil || parent["rule"] != nil,
      text.allSatisfy({ $0.isNumber || "-.".contains($0) }), text.contains(where: \.isNumber)
    {
      all.append(.decimal(text))
    } else {
      all.append(.text(text))
    }
  }

  /// How often each word has to stand in a text.
  var words: [String: Int] {
    all.flatMap { figure -> [String] in
      switch figure {
      case .text(let text): text.split(separator: " ").map(String.init)
      case .whole(let number): [String(number)]
      case .share(let share): ["\(share / 100).\(FigureWords.two(share % 100))"]
      case .length(let length): [FigureWords.clock(length)]
      case .moment(let at):
        [
          String(at.rfc3339.prefix(10)),
          FigureWords.clock(((at.milliseconds % 86_400_000) + 86_400_000) % 86_400_000, two: true),
        ]
      case .decimal(let text): [text]
      }
    }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// How often each value has to stand in the cells of a workbook: moments to a millisecond.
  var values: [String: Int] {
    all.flatMap { figure -> [String] in
      switch figure {
      case .text(let text): text.split(separator: " ").map(String.init)
      case .whole(let number): [FileText.number(Double(number))]
      case .share(let share): [FileText.number(Double(share) / 10_000)]
      case .length(let length): [FileText.number(Double(length) / 86_400_000)]
      case .moment(let at): [FileText.number(Double(at.milliseconds) / 86_400_000 + 25_569)]
      case .decimal(let text): [FileText.number(Double(text) ?? -1)]
      }
    }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func clock(_ length: Int64, two isTwo: Bool = false) -> String {
    let (hours, rest) = (length / 3_600_000, length % 1000)
    let part = rest == 0 ? "" : "." + String(1000 + rest).dropFirst()
    return "\(isTwo ? two(hours) : "\(hours)"):\(two(length / 60_000 % 60)):\(two(length / 1000 % 60))\(part)"
  }
}

/// What stands in files.
enum FileText {
  /// How often each word stands in a PDF.
  static func words(ofPDF bytes: [UInt8]) throws -> [String: Int] {
    let text = try output(bytes, "made.pdf") { ["pdftotext", "-layout", $0, "-"] }
    return text.split(whereSeparator: \.isWhitespace).reduce(into: [:]) { $0[String($1), default: 0] += 1 }
  }

  /// How often each number, and each word of a text, stands in the cells of a workbook.
  static func cells(ofWorkbook bytes: [UInt8]) throws -> [String: Int] {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Documents/cells.py")
    let text = try output(bytes, "made.xlsx") { ["python3", script.path, $0] }
    var found: [String: Int] = [:]
    for cell in try JSON(parsing: text).arrayValue ?? [] {
      #expect(cell["kind"] == "number" || cell["kind"] == "text", "\(cell)")
      let value = cell["value"]?.stringValue ?? ""
      if cell["kind"] == "number", let number = Double(value) {
        found[FileText.number(number), default: 0] += 1
      } else {
        for word in value.split(separator: " ") { found[String(word), default: 0] += 1 }
      }
    }
    return found
  }

  static func number(_ value: Double) -> String { "number \((value * 1e8).rounded() / 1e8)" }

  private static func output(_ bytes: [UInt8], _ name: String, _ command: (String) -> [String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("statement-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent(name)
    try Data(bytes).write(to: path)
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command(path.path)
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
