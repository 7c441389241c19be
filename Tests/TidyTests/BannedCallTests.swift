import Testing

@Suite("Banned calls", .timeLimit(.minutes(10)))
struct BannedCallTests {
  @Test("no source calls what is banned in its place", arguments: BannedCall.all)
  func noBannedCalls(rule: BannedCall) {
    let findings = Repository.sources.flatMap(rule.findings)
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("each rule finds its example", arguments: BannedCall.all)
  func ruleBites(rule: BannedCall) {
    let file = SwiftFile(Repository.File(path: "Sources/Kernel/Example.swift", text: rule.example))
    #expect(!rule.findings(in: file).isEmpty)
  }

  @Test("a call is found as a whole word, and not in comments or literals")
  func wholeWords() {
    let lines = ["blueprint(x)", "// print(x)", #"f("print(x)")"#, "DispatchUUID()", "fingerprint()"]
    for line in lines {
      let file = SwiftFile(Repository.File(path: "Sources/Kernel/Example.swift", text: line))
      #expect(BannedCall.all.flatMap { $0.findings(in: file) }.isEmpty, "\(line)")
    }
  }

  @Test("what steps around the compiler says why, in a comment beside it")
  func unsafeNeedsAReason() {
    let words = ["@unchecked Sendable", "nonisolated(unsafe)", "@preconcurrency"]
    var findings: [Finding] = []
    for file in Repository.sources {
      for (index, line) in file.lines.enumerated() where words.contains(where: line.code.contains) {
        let near = file.lines[max(0, index - 3)...index]
        if near.allSatisfy({ $0.comment.isEmpty }) {
          findings.append(Finding(path: file.path, line: line.number, message: "say why this is safe, in a comment"))
        }
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("tests never sleep by the wall clock, and none is switched off")
  func testsDoNotSleep() {
    let words = ["Thread.sleep", "usleep(", "sleep(1)", ".disabled(", "XCTSkip", "withKnownIssue"]
    var findings: [Finding] = []
    for file in Repository.tests where !file.path.hasPrefix("Tests/TidyTests/") {
      for line in file.lines {
        for word in words where line.code.containsWord(word) {
          findings.append(Finding(path: file.path, line: line.number, message: "\(word): wait for the event itself"))
        }
      }
    }
    #expect(findings.isEmpty, "\(findings.report)")
  }
}
