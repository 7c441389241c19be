import BusinessTime
import Foundation
import Kernel
import Testing
@testable import Agreements

@Suite("Measured objectives: targets, periods, files", .timeLimit(.minutes(10)))
struct MeasureVerdictTests {
  struct Case: Sendable {
    var counts: (Int, Int)
    var level: MeasureLevel?
    var aim: MeasureAim
    var samples = 1
    var verdict: MeasureVerdict
  }

  @Test(
    "integers decide whether a target is reached",
    arguments: [
      Case(counts: (95, 100), level: .share(tenThousandths: 9500), aim: .atLeast, verdict: .reached(surely: false)),
      Case(
        counts: (94, 100), level: .share(tenThousandths: 9500), aim: .atLeast, verdict: .missed(by: 1, surely: false)),
      // 999 of 1000 is 99.9 %, and 99.91 % asks for one more.
      Case(
        counts: (999, 1000), level: .share(tenThousandths: 9991), aim: .atLeast, verdict: .missed(by: 1, surely: false)),
      Case(counts: (990, 1000), level: .share(tenThousandths: 9000), aim: .atLeast, verdict: .reached(surely: true)),
      Case(
        counts: (5, 1000), level: .share(tenThousandths: 9000), aim: .atLeast, verdict: .missed(by: 895, surely: true)),
      Case(counts: (5, 100), level: .share(tenThousandths: 500), aim: .atMost, verdict: .reached(surely: false)),
      Case(counts: (6, 100), level: .share(tenThousandths: 500), aim: .atMost, verdict: .missed(by: 1, surely: false)),
      Case(counts: (1, 19), level: .share(tenThousandths: 500), aim: .atMost, verdict: .missed(by: 1, surely: false)),
      Case(counts: (0, 7), level: .share(tenThousandths: 0), aim: .atMost, verdict: .reached(surely: false)),
      Case(counts: (1, 7), level: .share(tenThousandths: 0), aim: .atMost, verdict: .missed(by: 1, surely: true)),
      Case(counts: (0, 0), level: .share(tenThousandths: 500), aim: .atMost, verdict: .nothingCounted),
      Case(counts: (3, 4), level: nil, aim: .atLeast, verdict: .noTarget),
      Case(counts: (12, 40), level: .tickets(12), aim: .atMost, verdict: .reached(surely: true)),
      Case(counts: (13, 40), level: .tickets(12), aim: .atMost, verdict: .missed(by: 1, surely: true)),
      Case(counts: (0, 0), level: .tickets(0), aim: .atMost, verdict: .reached(surely: true)),
      // A mean of 12 and a bit is more than 12.
      Case(counts: (361, 900), level: .tickets(12), aim: .atMost, samples: 30, verdict: .missed(by: 1, surely: true)),
      Case(counts: (360, 900), level: .tickets(12), aim: .atMost, samples: 30, verdict: .reached(surely: true)),
      Case(counts: (0, 0), level: .tickets(12), aim: .atMost, samples: 0, verdict: .nothingCounted),
    ])
  func verdicts(_ one: Case) {
    let count = MeasureCount(numerator: one.counts.0, rest: one.counts.1 - one.counts.0)
    #expect(MeasureVerdict(count, one.level, aim: one.aim, samples: one.samples) == one.verdict)
  }

  @Test("several targets together are missed where one is")
  func together() {
    #expect(MeasureVerdict.together([]) == .nothingCounted)
    #expect(MeasureVerdict.together([.reached(surely: true), .nothingCounted]) == .reached(surely: true))
    #expect(
      MeasureVerdict.together([.reached(surely: true), .missed(by: 2, surely: false), .missed(by: 1, surely: true)])
        == .missed(by: 3, surely: true))
    #expect(MeasureVerdict.together([.noTarget]) == .noTarget)
  }

  @Test("periods are calendar months and quarters of a zone")
  func periods() throws {
    #expect(MeasurePeriod(parsing: "2026-11")?.next.text == "2026-12")
    #expect(MeasurePeriod(parsing: "2026-Q1")?.before.text == "2025-Q4")
    #expect(MeasurePeriod(parsing: "2026-12")?.next.text == "2027-01")
    for text in ["2026", "2026-13", "2026-Q5", "2026-00", "26-11", "2026-1", "2026-11-01", ""] {
      #expect(MeasurePeriod(parsing: text) == nil, "\(text)")
    }
    let november = try #require(MeasurePeriod(parsing: "2026-11")).range(in: .utc)
    #expect(
      november.lowerBound.rfc3339 == "2026-11-01T00:00:00Z" && november.upperBound.rfc3339 == "2026-12-01T00:00:00Z")
    #expect(MeasurePeriod(.quarter, of: november.lowerBound, in: .utc).text == "2026-Q4")
  }

  private static func agreement(_ measure: JSON) -> JSON {
    [
      "name": "A", "objectives": [["name": "o", "metric": "resolution", "calendar": "office", "target": "PT1H"]],
      "measures": [measure],
    ]
  }
  private static let days: [String: Duration?] = ["office": .hours(8), "bare": nil]

  @Test(
    "what a file says is kept and said back",
    arguments: [
      [
        "name": "f", "measure": "fulfilment-rate", "targets": [["target": "95%"]], "calendar": "office",
        "within": "P5D",
      ],
      [
        "name": "f", "measure": "first-contact-resolution", "by": "firstTeam", "within": "P10D", "days": "local",
        "calendar": "bare", "period": "quarter", "compliance": "90%", "when": ["category": ["mail", "web"]],
        "targets": [["when": ["priority": "P1"], "target": "40%"], ["target": "60.5%"]],
      ],
      ["name": "b", "measure": "backlog", "count": "dailyMean", "targets": [["target": 0]], "olderThan": "P1DT2H"],
      ["name": "r", "measure": "reopen-rate", "targets": [["target": "0%"]]],
    ] as [JSON])
  func roundTrip(_ measure: JSON) throws {
    let read = try Agreement(json: Self.agreement(measure), workingDays: Self.days)
    #expect(read.json["measures"]?.arrayValue == [measure])
    #expect(try Agreement(json: read.json, workingDays: Self.days) == read)
    #expect(read.faults(workingDays: Self.days).isEmpty)
  }

  @Test("an agreement that measures nothing is written as before")
  func asBefore() throws {
    var json = Self.agreement([:]).objectValue ?? [:]
    json["measures"] = nil
    let read = try Agreement(json: .object(json))
    #expect(read.json["measures"] == nil && read.measures.isEmpty)
    json["measures"] = []
    #expect(try Agreement(json: .object(json)) == read)
  }

  @Test(
    "each fault names its field and says what to do",
    arguments: [
      (["measure": "backlog", "target": 5], "measures[0].name: is missing"),
      (["name": "o", "measure": "backlog", "target": 5], "measures[0].name: another objective is called o"),
      (["name": "m", "target": "5%"], "measures[0].measure: is missing"),
      (
        ["name": "m", "measure": "speed", "target": "5%"],
        "measures[0].measure: is measured nowhere here; known are ful"
      ),
      (
        ["name": "m", "measure": "satisfaction", "target": "5%"],
        "measures[0].measure: satisfaction cannot be promised yet"
      ),
      (["name": "m", "measure": "backlog"], "measures[0].target: is missing: what is to be reached, like 20"),
      (["name": "m", "measure": "backlog", "target": "5%"], "measures[0].target: is no number of tickets like 20"),
      (["name": "m", "measure": "reopen-rate", "target": 5], "measures[0].target: is no share like 5%"),
      (["name": "m", "measure": "reopen-rate", "target": "100%"], "measures[0].target: 100% is reached by anything"),
      (["name": "m", "measure": "fulfilment-rate", "target": "0%"], "measures[0].target: 0% is reached by anything"),
      (
        ["name": "m", "measure": "reopen-rate", "target": "5%", "targets": []],
        "measures[0].target: stands beside targets"
      ),
      (["name": "m", "measure": "reopen-rate", "targets": []], "measures[0].targets: has no row"),
      (
        ["name": "m", "measure": "reopen-rate", "target": "5%", "olderThan": "P5D"],
        "measures[0].olderThan: is not known"
      ),
      (["name": "m", "measure": "reopen-rate", "target": "5%", "within": "P0D"], "measures[0].within: is zero"),
      (
        ["name": "m", "measure": "reopen-rate", "target": "5%", "within": "soon"],
        "measures[0].within: is not a duration"
      ),
      (
        ["name": "m", "measure": "reopen-rate", "target": "5%", "within": "P900D"],
        "measures[0].within: is longer than 366"
      ),
      (
        ["name": "m", "measure": "reopen-rate", "target": "5%", "within": "P5D", "calendar": "bare"],
        "measures[0].within: is in days, but the calendar bare declares no workingDay"
      ),
      (
        ["name": "m", "measure": "reopen-rate", "target": "5%", "calendar": "none"],
        "measures[0].calendar: there is no calendar none"
      ),
      (
        ["name": "m", "measure": "reopen-rate", "target": "5%", "days": "local"], "measures[0].days: stands only beside"
      ),
      (
        ["name": "m", "measure": "reopen-rate", "target": "5%", "period": "year"],
        "measures[0].period: must be one of month"
      ),
      (
        ["name": "m", "measure": "reopen-rate", "target": "5%", "compliance": "x"],
        "measures[0].compliance: is no share"
      ),
      (
        ["name": "m", "measure": "first-contact-resolution", "target": "5%", "by": "luck"],
        "measures[0].by: must be one of firstOwner, firstTeam"
      ),
    ] as [(JSON, String)])
  func faults(_ measure: JSON, _ fault: String) {
    let error = #expect(throws: MainstayError.self) {
      _ = try Agreement(json: Self.agreement(measure), workingDays: Self.days)
    }
    guard case .invalid(let faults)? = error else { return }
    let told = faults.map { "\($0.path): \($0.message)" }
    #expect(told.contains { $0.hasPrefix(fault) }, "\(told)")
  }

  @Test("the guide states each kind's formula and parameters word for word", arguments: MeasureKind.all)
  func guide(_ kind: MeasureKind) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/measures.md")
    let text = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
    func says(_ words: String) -> Bool {
      text.contains(words.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
    #expect(says("`\(kind.name)`") && says(kind.formula))
    for parameter in kind.parameters { #expect(says("`\(parameter.name)`") && says(parameter.means)) }
  }
}
