@testable import Core
import Kernel
import Testing

@testable import ImportUseCases

@Suite("Where an import stands", .timeLimit(.minutes(10)))
struct ImportCourseTests {
  typealias Standing = BackgroundImports.Standing

  static let begun = Instant(milliseconds: 1_750_000_000_000)

  /// What is known of an import that wrote last when it began, and what that means after so many seconds.
  static let rows: [(String, Bool, Standing?, Int?, Int64, ImportCourse)] = [
    ("ended between the looks", true, Standing(isUnderWay: true, share: 0.9), nil, 1, .finished),
    ("ended on another node", true, nil, 900, 1, .finished),
    ("ended long ago", true, nil, nil, 90_000, .finished),
    ("goes on here", false, Standing(isUnderWay: true, share: 0.5), nil, 1, .underWay(share: 0.5)),
    ("begins here", false, Standing(isUnderWay: true), nil, 1, .underWay(share: nil)),
    ("goes on elsewhere", false, nil, 250, 300, .underWay(share: 0.25)),
    (
      "goes on elsewhere after it stopped here", false, Standing(isUnderWay: false, stoppedBy: "Stopped by lee."), 250,
      300, .underWay(share: 0.25)
    ),
    (
      "stopped here a moment ago", false, Standing(isUnderWay: false, stoppedBy: "Stopped by lee."), nil, 1,
      .stopped(by: "Stopped by lee.")
    ),
    ("wrote a moment ago, and no node has told of it", false, nil, nil, 1, .underWay(share: nil)),
    ("has been silent for longer than a node may be", false, nil, nil, 300, .stopped(by: nil)),
  ]

  @Test("is told by what was looked at, an end before all", arguments: rows)
  func course(
    what: String, isFinished: Bool, standing: Standing?, thousandths: Int?, seconds: Int64, expected: ImportCourse
  ) {
    let run = ImportRun(
      id: RecordID("0199"),
      identity: ImportIdentity(source: "servicenow", name: "log.csv", digest: "00", zone: "UTC", reading: nil),
      isFinished: isFinished, position: 3, tally: ImportTally(), startedAt: Self.begun, startedBy: "mo",
      updatedAt: Self.begun)
    let elsewhere = thousandths.map {
      NodeWork(
        report: WorkReport(
          id: run.id, kind: .import, name: "log.csv", startedBy: "mo", startedAt: Self.begun, progress: $0),
        node: "other", seenAt: Self.begun)
    }
    let now = Self.begun + .seconds(seconds)
    #expect(ImportCourse(of: run, standing: standing, elsewhere: elsewhere, at: now) == expected, "\(what)")
  }
}
