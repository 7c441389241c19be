import AgreementFiles
import Foundation
import Kernel
import SystemZones
import Testing

/// Question files and the answers they must give.
struct QuestionFile: Sendable, CustomTestStringConvertible {
  /// `align`, `availability` or `staff`: the folder, named after the command.
  var command: String
  var url: URL
  var testDescription: String { command + "/" + url.lastPathComponent }

  /// Those of a folder of scenarios, by command; none where the folder is not there.
  static func all(in folder: ScenarioFolder) -> [QuestionFile] {
    ["align", "availability", "staff"].flatMap { command in
      let inner = ScenarioFolder(folder: folder.folder.appendingPathComponent(command))
      return inner.names.map { QuestionFile(command: command, url: inner.folder.appendingPathComponent($0)) }
    }
  }

  /// Every row of `expect` that does not hold, or the faults of the file.
  func failures() throws -> [String] {
    let bytes = [UInt8](try Data(contentsOf: url))
    return switch command {
    case "align": failures(AlignmentFile.self, bytes)
    case "availability": failures(AvailabilityFile.self, bytes)
    default: failures(StaffingFile.self, bytes)
    }
  }

  private func failures<Asked: Question>(_ kind: Asked.Type, _ bytes: [UInt8]) -> [String] {
    do {
      let question = try Asked(yaml: bytes, zones: ScenarioFolder.zones)
      guard !question.expected.isEmpty else { return ["expects nothing"] }
      return question.failures(of: try question.answered().json).map(\.line)
    } catch {
      return ["\(error)"]
    }
  }
}

@Suite(.timeLimit(.minutes(10))) struct QuestionConformanceTests {
  @Test(arguments: QuestionFile.all(in: .own))
  func `every known answer is given`(_ file: QuestionFile) throws {
    #expect(try file.failures() == [])
  }

  @Test func `the project has its questions`() {
    #expect(QuestionFile.all(in: .own).count >= 37)
  }

  @Test(arguments: QuestionFile.all(in: .shared))
  func `every answer of the specification's folder is given, where it is there`(_ file: QuestionFile) throws {
    #expect(try file.failures() == [])
  }

  /// Files of the folder that people start from.
  @Test(arguments: [
    ("align", "alignment.yaml"), ("availability", "availability.yaml"), ("staff", "staffing.yaml"),
    ("staff", "waiting.yaml"),
  ])
  func `the examples hold what they expect`(_ command: String, _ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Examples")
    let file = QuestionFile(command: command, url: folder.appendingPathComponent(name))
    #expect(try file.failures() == [])
  }

  @Test func `the example of an evaluation holds what it expects`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Examples")
    #expect(try ScenarioFolder(folder: folder).failures(of: "evaluation.yaml") == [])
  }
}

/// What `expect` compares, and how.
@Suite(.timeLimit(.minutes(10))) struct ExpectedValueTests {
  private func failures(_ rows: String) throws -> [String] {
    let text = """
      service: s
      timeZone: UTC
      period: {from: 2026-06-01T00:00:00Z, to: 2026-06-01T00:16:40Z}
      target: "99.90"
      rule: {uncovered: up, degraded: "0.25"}
      intervals:
        - {from: 2026-06-01T00:00:00Z, to: 2026-06-01T00:00:01.500Z, state: down, source: a}
      expect:
      \(rows.split(separator: "\n").map { "  - " + $0 }.joined(separator: "\n"))
      """
    let file = try AvailabilityFile(yaml: Array(text.utf8), zones: ScenarioFolder.zones)
    return file.failures(of: try file.answered().json).map(\.line)
  }

  @Test(arguments: [
    "{path: badSeconds, is: 1.5}", "{path: badSeconds, is: 1.500000000001}", "{path: badSeconds, is: 15e-1}",
    "{path: target, is: \"99.90\"}", "{path: seconds.up, is: 998.5}", "{path: met, is: false}",
    "{path: from, is: 2026-06-01T02:00:00+02:00}", "{path: from, is: \"2026-05-31 23:00:00-01:00\"}",
    "{path: \"ledger[0].reason\", is: null}", "{path: \"ledger[1].sources\", is: []}", "{path: unapproved, is: []}",
    "{path: \"ledger[0]\", is: {class: down, from: 2026-06-01T00:00:00Z, to: \"2026-06-01T00:00:01.500Z\", "
      + "sources: [a], reason: null}}",
    "{path: \"rules[1].rule\", is: {uncovered: up, unknown: excluded, degraded: \"0.25\", maintenance: excluded}}",
  ])
  func `what is so holds`(_ row: String) throws {
    #expect(try failures(row) == [])
  }

  @Test(arguments: [
    ("{path: badSeconds, is: \"1.5\"}", "expect[0]: badSeconds: expected \"1.5\", got 1.5"),
    ("{path: badSeconds, is: 1.50001}", "expect[0]: badSeconds: expected 1.50001, got 1.5"),
    ("{path: target, is: 99.90}", "expect[0]: target: expected 99.90, got \"99.90\""),
    ("{path: target, is: \"99.9\"}", "expect[0]: target: expected \"99.9\", got \"99.90\""),
    ("{path: met, is: null}", "expect[0]: met: expected null, got false"),
    ("{path: met, is: \"false\"}", "expect[0]: met: expected \"false\", got false"),
    ("{path: service, is: null}", "expect[0]: service: expected null, got \"s\""),
    ("{path: nothing, is: null}", "expect[0]: nothing: expected null, got nothing: there is no such path"),
    ("{path: \"ledger[9]\", is: null}", "expect[0]: ledger[9]: expected null, got nothing: there is no such path"),
    ("{path: \"ledger[-1]\", is: null}", "expect[0]: ledger[-1]: expected null, got nothing: there is no such path"),
    ("{path: \"service.x\", is: null}", "expect[0]: service.x: expected null, got nothing: there is no such path"),
    ("{path: \"ledger[0]x\", is: null}", "expect[0]: ledger[0]x: expected null, got nothing: there is no such path"),
    ("{path: \"ledger[0].sources\", is: [b]}", "expect[0]: ledger[0].sources: expected [\"b\"], got [\"a\"]"),
    ("{path: \"ledger[0].sources\", is: [a, a]}", "expect[0]: ledger[0].sources: expected [\"a\",\"a\"], got [\"a\"]"),
  ])
  func `what is not so has a line`(row: String, line: String) throws {
    #expect(try failures(row) == [line])
  }

  @Test(arguments: [
    ("{path: met}", "expect[0].is: is missing: what stands there; null where nothing does"),
    ("{is: 1}", "expect[0].path: is missing: where in the answer, like routes[0].failing"),
    ("{path: met, is: 1, was: 2}", "expect[0].was: is not known here; known are path, is"),
    ("met", "expect[0]: must be a mapping: path, is"),
  ])
  func `a row that is none is a fault`(row: String, line: String) throws {
    do {
      _ = try failures(row)
      Issue.record("the row is faulty")
    } catch MainstayError.invalid(let faults) {
      #expect(faults.map { "\($0.path): \($0.message)" } == [line])
    }
  }
}
