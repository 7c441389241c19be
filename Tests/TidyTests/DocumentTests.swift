import Foundation
import Testing

@Suite("Documents", .timeLimit(.minutes(10)))
struct DocumentTests {
  static let documents = Repository.files.filter { $0.path.hasSuffix(".md") && !$0.path.hasPrefix("Tests/") }

  @Test("docs/architecture.md names every target of Package.swift")
  func everyTargetIsDocumented() throws {
    let package = try #require(Repository.file("Package.swift"))
    let architecture = try #require(Repository.file("docs/architecture.md"))
    let targets = package.text.matches(of: #/(?:module|cLibrary|tests)\(\s*"(\w+)"/#).map { String($0.output.1) }
    #expect(targets.count > 20)
    let missing = targets.filter { !architecture.text.containsWord($0) }
    #expect(missing.isEmpty, "say in docs/architecture.md what these hold: \(missing)")
  }

  @Test("every relative link leads to a file")
  func linksLead() {
    var findings: [Finding] = []
    for document in Self.documents {
      let folder = Repository.root.appending(path: document.path).deletingLastPathComponent()
      for match in document.text.matches(of: #/\]\(([^)\s]+)\)/#) {
        let target = match.output.1.split(separator: "#", omittingEmptySubsequences: false)[0]
        if target.isEmpty || target.contains("://") || target.hasPrefix("mailto:") { continue }
        if !FileManager.default.fileExists(atPath: folder.appending(path: String(target)).path) {
          findings.append(Finding(path: document.path, line: nil, message: "there is no \(target)"))
        }
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("every path that docs/extending.md names exists")
  func pathsOfTheGuide() throws {
    let guide = try #require(Repository.file("docs/extending.md"))
    let quoted = guide.text.matches(of: #/`([\w.+-]+(?:/[\w.+-]+)*)`/#).map { String($0.output.1) }
    let paths = quoted.filter { $0.contains("/") || $0.contains(#/\.(?:swift|md|txt|yaml|py)$/#) }
    #expect(paths.count > 60)
    let gone = paths.filter { !FileManager.default.fileExists(atPath: Repository.root.appending(path: $0).path) }
    #expect(gone.isEmpty, "docs/extending.md sends people to files that are not there: \(gone)")
  }

  @Test("every `make` word in the documents is a target of the Makefile")
  func makeTargetsExist() throws {
    let makefile = try #require(Repository.file("Makefile"))
    let targets = Set(makefile.text.matches(of: #/(?m)^([a-z-]+):/#).map { String($0.output.1) })
    var findings: [Finding] = []
    for document in Self.documents {
      for match in document.text.matches(of: #/(?:`|\n)make ([a-z-]+)/#) where !targets.contains(String(match.output.1))
      {
        findings.append(Finding(path: document.path, line: nil, message: "make \(match.output.1) does not exist"))
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("every decision record is listed, numbered and has its four parts")
  func decisionRecords() throws {
    let index = try #require(Repository.file("docs/adr/README.md"))
    let records = Repository.files.filter { $0.path.hasPrefix("docs/adr/0") }
    #expect(!records.isEmpty)
    let numbers = records.map { $0.name.prefix(4) }
    #expect(Set(numbers).count == numbers.count, "two records have one number")
    for record in records {
      #expect(record.name.wholeMatch(of: #/[0-9]{4}-[a-z0-9-]+\.md/#) != nil, "\(record.path): a number, then words")
      #expect(index.text.contains(record.name), "list \(record.name) in docs/adr/README.md")
      for part in ["## Question", "## Decision", "## Why", "## What it costs"] {
        #expect(record.text.contains(part), "\(record.path) lacks \(part)")
      }
    }
  }
}
