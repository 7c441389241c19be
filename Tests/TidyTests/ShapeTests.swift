import Testing

@Suite("Shape of the files", .timeLimit(.minutes(10)))
struct ShapeTests {
  static let longestFile = 400
  /// The formatter holds code to 120; this holds comments and long literals too.
  static let longestLine = 140
  static let mostTestsInAFile = 50

  @Test("no Swift file or script is longer than 400 lines")
  func fileLength() {
    let findings = Repository.files.filter { $0.isSwift || $0.path.hasPrefix("scripts/") }.compactMap { file in
      let count = file.lines.count - 1
      return count <= Self.longestFile
        ? nil : Finding(path: file.path, line: nil, message: "\(count) lines; split it by what it can do")
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  /// Bytes of what every page of the desk loads, as it is written.
  static let mostScript = 20_480

  @Test("the scripts of a page are at most 20 KB together")
  func scripts() {
    let files = Repository.files.filter { ["Public/script/mainstay.js", "Public/script/live.js"].contains($0.path) }
    let bytes = files.reduce(0) { $0 + $1.text.utf8.count }
    #expect(files.count == 2 && bytes <= Self.mostScript, "\(bytes) bytes")
  }

  @Test("the page's script can do every act that a key may be told to have")
  func keyActs() throws {
    let page = try #require(Repository.files.first { $0.path == "Sources/Web/Components/Page.swift" })
    let script = try #require(Repository.files.first { $0.path == "Public/script/mainstay.js" })
    let body = page.text.components(after: "enum KeyAct").prefix { !$0.hasPrefix("}") }
    let acts = body.filter { $0.hasPrefix("  case ") }.flatMap { $0.dropFirst(7).split(separator: ",") }
      .map { $0.filter { !$0.isWhitespace } }
    #expect(acts.count > 5)
    let missing = acts.filter { act in
      !["    \(act)(", "    async \(act)(", "    \(act): "].contains { script.text.contains($0) }
    }
    #expect(missing == [])
  }

  @Test("no line of Swift is longer than 140 characters, comments and literals included")
  func lineLength() {
    var findings: [Finding] = []
    for file in Repository.files where file.isSwift {
      for (index, line) in file.lines.enumerated()
      where line.utf8.count > Self.longestLine && line.count > Self.longestLine {
        findings.append(Finding(path: file.path, line: index + 1, message: "\(line.count) characters; `make format`"))
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("a test file holds fewer than 50 tests")
  func testsInAFile() {
    let findings = Repository.tests.compactMap { file in
      let count = file.lines.count { $0.code.containsWord("@Test") }
      return count < Self.mostTestsInAFile
        ? nil : Finding(path: file.path, line: nil, message: "\(count) tests; make tables of them, or a second file")
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("nothing is named after having no name")
  func names() {
    let vague = [
      "Utils", "Util", "Utilities", "Helpers", "Helper", "Manager", "Managers", "Misc", "Common", "Extensions",
    ]
    var findings: [Finding] = []
    for file in Repository.sources + Repository.tests {
      let places = file.path.split(separator: "/").map { $0.split(separator: ".").first ?? $0 }
      for place in places where vague.contains(where: { place == $0 }) {
        findings.append(Finding(path: file.path, line: nil, message: "\(place) says nothing; name what is inside"))
      }
      for line in file.lines {
        let words = line.code.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
        for (kind, name) in zip(words, words.dropFirst())
        where ["struct", "class", "enum", "actor", "protocol"].contains(kind) && vague.contains(where: name.hasSuffix) {
          findings.append(Finding(path: file.path, line: line.number, message: "\(name): name what it does"))
        }
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("each suite has a time limit, so that a test that waits for ever fails by its name")
  func timeLimits() {
    let findings = Repository.tests.flatMap { file in
      file.lines.filter { $0.code.hasPrefix("@Suite") && !$0.code.contains(".timeLimit(") }
        .map { Finding(path: file.path, line: $0.number, message: "give the suite .timeLimit(.minutes(10))") }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("no leftovers: what is not done is not mentioned in the code")
  func leftovers() {
    let words = ["TODO", "FIXME", "XXX", "HACK"]
    var findings: [Finding] = []
    for file in Repository.files where !file.path.hasPrefix("Tests/TidyTests/") {
      for (index, line) in file.lines.enumerated() {
        for word in words where line.contains(word) && String(line).containsWord(word) {
          findings.append(Finding(path: file.path, line: index + 1, message: "\(word): finish it, or open an issue"))
        }
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("no path of one machine and no address of a package registry is written down")
  func machinePaths() {
    let places = ["/work/", "/home/", "/root/", "/Users/", "/opt/swift", "pypi.org", "pythonhosted.org", "npmjs.org"]
    var findings: [Finding] = []
    for file in Repository.files where !file.path.hasPrefix("Tests/TidyTests/") {
      for (index, line) in file.lines.enumerated() {
        for place in places where line.contains(place) {
          findings.append(
            Finding(path: file.path, line: index + 1, message: "\(place): use a path from the root, or a setting"))
        }
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("lines end in a newline and in nothing else")
  func whiteSpace() {
    var findings: [Finding] = []
    for file in Repository.files where !file.path.hasSuffix(".md") {
      if !file.text.isEmpty, !file.text.hasSuffix("\n") {
        findings.append(Finding(path: file.path, line: nil, message: "the last line has no newline"))
      }
      for (index, line) in file.lines.enumerated()
      where line.hasSuffix(" ") || line.hasSuffix("\t") || line.hasSuffix("\r") {
        findings.append(Finding(path: file.path, line: index + 1, message: "white space at the end; `make format`"))
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }
}

extension String {
  /// The lines behind the one with `text`.
  fileprivate func components(after text: String) -> [Substring] {
    split(separator: "\n", omittingEmptySubsequences: false).drop { !$0.contains(text) }.dropFirst().map { $0 }
  }
}
