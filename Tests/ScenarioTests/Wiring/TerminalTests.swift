import ArgumentParser
import Foundation
import Kernel
import MainstayServer
import Testing
@testable import MainstayCLI

@Suite("At the terminal", .timeLimit(.minutes(10)))
struct TerminalTests {
  @Test("a table keeps its columns and puts numbers to the right")
  func table() {
    var table = TextTable([("by", .left), ("met", .right)])
    table.add(["P1", "9"])
    table.add(["P2 high", "1,204"])
    #expect(table.text == "by         met\n-------  -----\nP1           9\nP2 high  1,204")
  }

  @Test("progress says how far, how fast and how long still")
  func progress() {
    let half = ProgressLine.text(title: "Importing", unit: "rows", done: 50_000, total: 100_000, seconds: 2)
    #expect(half == "Importing  [##########          ]  50 %  50,000 of 100,000 rows  25,000/s  2 s left")
    let open = ProgressLine.text(title: "Reading", unit: "rows", done: 10, total: nil, seconds: 0)
    #expect(open == "Reading  10 rows")
  }

  @Test("what a terminal would obey is shown escaped, also in tables, errors and JSON")
  func harmless() {
    let stored = "a\u{1b}]0;x\u{7}\u{9b}2J\u{202e}b\nClean."
    #expect(stored.harmless == "a\\u001b]0;x\\u0007\\u009b2J\\u202eb\nClean.")
    #expect(stored.oneLine == "a\\u001b]0;x\\u0007\\u009b2J\\u202eb\\u000aClean.")
    var table = TextTable([("by", .left)])
    table.add([stored])
    #expect(table.text.split(separator: "\n").count == 3 && !table.text.unicodeScalars.contains("\u{1b}"))
    #expect(MainstayError.unavailable(reason: stored).lines == [stored.oneLine])
    let json = JSON.string(stored).canonical.harmless
    #expect((try? JSON(parsing: json)) == .string(stored) && !json.unicodeScalars.contains("\u{9b}"))
    #expect("Zoë, 日本, עברית".harmless == "Zoë, 日本, עברית")
  }

  @Test("numbers are grouped", arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
  func grouped(number: Int, text: String) { #expect(number.grouped == text) }

  @Test("a file that is not there, or is a folder, is bad input that names it")
  func inputFiles() {
    #expect(throws: MainstayError.field("file", "there is no file nowhere.yaml")) {
      try InputFile.read("nowhere.yaml", limit: 10)
    }
    #expect(throws: MainstayError.field("file", "/etc is a folder, not a file")) {
      try InputFile.read("/etc", limit: 10)
    }
  }

  @Test("a write that fails is kept, and nothing more is written")
  func fullDisk() throws {
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    let stream = StandardStream(descriptor: full, name: "standard output")
    #expect(stream.failure == nil)
    stream.put("a line\n")
    stream.put("another\n")
    #expect(stream.failure == StandardStream.Failure(code: ENOSPC, stream: "standard output"))
    #expect(stream.failure?.text.hasPrefix("Could not write to standard output: ") == true)
  }

  /// What became of standard output and standard error, the status before and after, and whether a line says so.
  static let losses: [(Int32?, Int32?, CommandStatus, CommandStatus, Bool)] = [
    (nil, nil, .done, .done, false), (nil, nil, .badInput, .badInput, false),
    (ENOSPC, nil, .done, .environmentFailed, true), (ENOSPC, nil, .checkFailed, .environmentFailed, true),
    (EPIPE, nil, .done, .environmentFailed, false), (nil, ENOSPC, .done, .environmentFailed, false),
    (nil, ENOSPC, .badInput, .badInput, false), (nil, EIO, .checkFailed, .checkFailed, false),
  ]

  @Test("a command whose words cannot be written ends with status 3", arguments: losses)
  func lostWords(
    output: Int32?, error: Int32?, before: CommandStatus, after: CommandStatus, saysSo: Bool
  ) {
    func failure(_ code: Int32?, _ name: String) -> StandardStream.Failure? {
      code.map { .init(code: $0, stream: name) }
    }
    var said: [String] = []
    let status = before.told(
      output: failure(output, "standard output"), error: failure(error, "standard error")
    ) { said.append($0) }
    #expect(status == after)
    #expect(said.count == (saysSo ? 1 : 0))
  }

  @Test("a fault of a setting names the option that gave it, or the variable")
  func settingNames() throws {
    let values = ["MAINSTAY_PORT": "99999", "MAINSTAY_ENGINE": "maybe"]
    let error = #expect(throws: MainstayError.self) {
      try Configuration(values: values, options: [.port: "--port"])
    }
    guard case .invalid(let faults) = error else { throw Unexpected() }
    #expect(Set(faults.map(\.path)) == ["--port", "MAINSTAY_ENGINE"])
  }

  struct Unexpected: Error {}

  struct Failing: ParsableCommand {
    @Option var kind: String

    func run() throws {
      switch kind {
      case "check": throw CheckDidNotHold()
      case "input": throw MainstayError.field("file", "is empty")
      case "database": throw MainstayError.unavailable(reason: "There is no database.")
      case "code": throw ExitCode(1)
      default: throw CancellationError()
      }
    }
  }

  @Test(
    "commands end with the status that scripts rely on",
    arguments: [
      ([], CommandStatus.badInput), (["--colour"], .badInput), (["--kind", "check"], .checkFailed),
      (["--kind", "input"], .badInput), (["--kind", "database"], .environmentFailed),
      (["--kind", "code"], .checkFailed),
      (["--kind", "other"], .environmentFailed), (["--help"], .done),
    ] as [([String], CommandStatus)])
  func statuses(arguments: [String], status: CommandStatus) async {
    #expect(await Failing.ending(arguments).status == status)
  }

  @Test("a zone that is not known is called by its option")
  func zone() {
    let fault = MainstayError.field("--zone", "Mars/Olympus is not a time zone that this system knows")
    #expect(throws: fault) { try ZoneOption.rules("Mars/Olympus") }
  }
}
