import Journal
import Kernel
import TestApp
import TestDatabases
import Testing
@testable import JournalUseCases

@Suite("Verification in the background", .timeLimit(.minutes(10)))
struct VerificationRunTests {
  /// Goes on until it is cancelled.
  private static let endless: JournalVerifier.Verification = { progress in
    try progress(
      JournalProgress(done: 3, total: 9, entries: 40, finding: JournalFinding(.clock, "ticket/1", nil, "off")))
    for await _ in AsyncStream<Int>(unfolding: {
      await Task.yield(); return Task.isCancelled ? nil : 0
    }) {}
    throw CancellationError()
  }

  @Test("it ends with what a verification at once finds", arguments: TestEngine.available)
  func outcome(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      let (app, lee) = (test.app, test.person("lee"))
      let run = try app.verifier.start(on: app, as: lee)
      #expect(run.isRunning && run.startedBy == "lee" && run.startedAt == test.clock.now())
      await app.verifier.idle()
      let ended = try app.verifier.run(run.id, as: lee)
      let report = try await desk.verify()
      #expect(ended.outcome == .finished(report) && report.isClean && report.last != nil)
      #expect(
        ended.progress
          == JournalProgress(done: report.counts.streams, total: report.counts.streams, entries: report.counts.entries))
      try await desk.tamper(["UPDATE journal_entry SET payload = '{}' WHERE stream = 'ticket/:fresh'"])
      let second = try app.verifier.start(on: app, as: lee)
      await app.verifier.idle()
      #expect(try app.verifier.run(second.id, as: lee).firstFinding?.kind == .changed)
      #expect(try app.verifier.runs(as: lee).map(\.id) == [second.id, run.id])
    }
  }

  @Test("there is one at a time, it says how far it is, and it stops when asked")
  func oneAtATime() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let (app, lee) = (test.app, test.person("lee"))
      let run = try app.verifier.start(on: app, as: lee, VerificationRunTests.endless)
      #expect {
        try app.verifier.start(on: app, as: test.person("ada"))
      } throws: { error in
        if case MainstayError.conflict(let code, _) = error { code == "verification-underway" } else { false }
      }
      let stopped = try await app.verifier.stop(run.id, as: test.person("ada"))
      #expect(stopped.outcome == .stopped(by: "ada") && stopped.progress.entries == 40)
      #expect(stopped.firstFinding?.kind == .clock && stopped.endedAt == test.clock.now())
      #expect(try await app.verifier.stop(run.id, as: lee) == stopped)
      _ = try app.verifier.start(on: app, as: lee)
      await app.verifier.idle()
      #expect(try app.verifier.runs(as: lee).count == 2)
    }
  }

  @Test("the end of the node stops it, and nothing starts any more")
  func closing() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let (app, lee) = (test.app, test.person("lee"))
      _ = try app.verifier.start(on: app, as: lee, VerificationRunTests.endless)
      await app.verifier.close()
      #expect(try app.verifier.runs(as: lee).map(\.outcome) == [.stopped(by: "the end of the server")])
      #expect(throws: MainstayError.self) { try app.verifier.start(on: app, as: lee) }
    }
  }

  @Test("one that takes longer than it may is given up; the last ones are remembered")
  func bounds() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let (app, lee) = (test.app, test.person("lee"))
      let clock = test.clock
      for _ in 0...VerificationRun.kept {
        _ = try app.verifier.start(on: app, as: lee) { progress in
          clock.advance(by: VerificationRun.longest + .milliseconds(1))
          try progress(JournalProgress(done: 1, total: 2))
          throw CancellationError()
        }
        await app.verifier.idle()
      }
      let runs = try app.verifier.runs(as: lee)
      #expect(runs.count == VerificationRun.kept)
      #expect(runs[0].outcome == .failed("It took longer than it may: 12 hours of a verification."))
    }
  }

  @Test("only those who may see the journal start, see or stop one", arguments: ["rita", "kim"])
  func permissions(_ name: String) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let (app, person) = (test.app, test.person(name))
      let refusal = MainstayError.forbidden(permission: "journal.see")
      #expect(throws: refusal) { try app.verifier.start(on: app, as: person) }
      #expect(throws: refusal) { try app.verifier.runs(as: person) }
      await #expect(throws: refusal) { try await app.verifier.stop(RecordID("x"), as: person) }
    }
  }
}
