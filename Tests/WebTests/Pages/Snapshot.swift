import Foundation
import Testing

/// Markup as it was read and agreed to: a file below `Tests/Snapshots` with an element a line, so that a change of it is read as
/// a difference. `MAINSTAY_SNAPSHOTS=write` writes the files anew; what changed is then reviewed like any change.
enum Snapshot {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Snapshots")
  private static let isWriting = ProcessInfo.processInfo.environment["MAINSTAY_SNAPSHOTS"] == "write"

  /// The names of all files that there are.
  static var names: Set<String> {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    // What is being written has another name until it is whole.
    return Set(files.filter { $0.hasSuffix(".html") }.map { $0.replacing(".html", with: "") })
  }

  static func expect(_ html: String, is name: String, _ location: SourceLocation = #_sourceLocation) throws {
    let file = folder.appending(path: name + ".html")
    let lines = html.replacing("><", with: ">\n<") + "\n"
    if isWriting { return try lines.write(to: file, atomically: true, encoding: .utf8) }
    let known = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    guard known != lines else { return }
    let (old, new) = (known.split(separator: "\n"), lines.split(separator: "\n"))
    let first = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }
    let place = first.map { "line \($0.offset + 1): \($0.element.0) is now \($0.element.1)" } ?? "its length"
    Issue.record(
      "\(name) differs, at first in \(place). If that is meant: MAINSTAY_SNAPSHOTS=write, and review the file.",
      sourceLocation: location)
  }
}
