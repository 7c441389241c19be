import Foundation

/// The files of this repository, as the tidy tests read them.
enum Repository {
  /// The folder that holds Package.swift: three steps up from this file.
  static let root: URL = {
    var url = URL(filePath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  /// A text file, by its path from the root.
  struct File: Sendable {
    var path: String
    var text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    var isSwift: Bool { path.hasSuffix(".swift") }

    /// The target that a file under Sources belongs to; nil elsewhere.
    var target: String? {
      let parts = path.split(separator: "/").map(String.init)
      guard parts.count > 2, parts[0] == "Sources" else { return nil }
      switch parts[1] {
      case "Wings" where parts.count > 4: return Arrows.target(wing: parts[2], floor: parts[3])
      case "Channels", "System", "Web": return parts[2]
      default: return parts[1]
      }
    }
  }

  /// Folders that hold what people wrote; build products and fetched assets lie elsewhere.
  private static let written = ["Sources", "Tests", "Benchmarks", "docs", "scripts", "Public", ".ci"]
  private static let fetched = ["Public/vendor/", "Tests/AgreementFilesTests/Conformance/"]
  private static let textual: Set<String> = [
    "", "swift", "md", "sh", "py", "css", "js", "h", "modulemap", "txt", "yaml", "yml", "json", "html",
  ]

  static let files: [File] = {
    let top = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    var paths = top.filter { name in
      var isFolder: ObjCBool = false
      let path = root.appending(path: name).path
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      return exists && !isFolder.boolValue && name != "Package.resolved" && !name.hasPrefix(".git")
    }
    for folder in written {
      let inside = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
      while let path = inside?.nextObject() as? String {
        if path.split(separator: "/").contains(where: { $0.hasPrefix(".build") || $0 == "__pycache__" }) { continue }
        paths.append(folder + "/" + path)
      }
    }
    return paths.sorted().compactMap { path in
      let ending = path.split(separator: "/").last.map { $0.split(separator: ".").dropFirst().last ?? "" } ?? ""
      guard textual.contains(String(ending)), !fetched.contains(where: path.hasPrefix),
        let data = try? Data(contentsOf: root.appending(path: path)),
        let text = String(data: data, encoding: .utf8)
      else { return nil }
      return File(path: path, text: text)
    }
  }()

  /// Swift files that make the product.
  static let sources: [SwiftFile] = files.filter { $0.isSwift && $0.path.hasPrefix("Sources/") }.map(SwiftFile.init)

  /// Swift files of the tests, these among them.
  static let tests: [SwiftFile] = files.filter { $0.isSwift && $0.path.hasPrefix("Tests/") }.map(SwiftFile.init)

  static func file(_ path: String) -> File? { files.first { $0.path == path } }
}

/// A Swift file with its lines taken apart.
struct SwiftFile: Sendable {
  var file: Repository.File
  var lines: [SourceLine]

  var path: String { file.path }

  init(_ file: Repository.File) {
    self.file = file
    lines = SourceLine.lines(of: file.text)
  }
}

/// Something to mend: where, what, and how.
struct Finding: CustomStringConvertible {
  var path: String
  var line: Int?
  var message: String

  var description: String { line.map { "\(path):\($0): \(message)" } ?? "\(path): \(message)" }
}

extension [Finding] {
  /// All findings, one a line, so that one run shows everything that needs mending.
  var report: String { map(\.description).joined(separator: "\n") }
}
