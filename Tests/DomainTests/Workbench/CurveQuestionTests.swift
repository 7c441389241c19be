import Agreements
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import Testing

@Suite("A question about targets, as a file has it", .timeLimit(.minutes(10)))
struct CurveQuestionTests {
  @Test("comes back as it was written")
  func round() throws {
    let question = CurveQuestion(
      agreement: "gold", version: 3, objective: "resolution", row: 2,
      targets: [ISO8601Duration(time: .hours(6)), ISO8601Duration(days: 2, time: .zero)],
      rules: [
        RuleChange(calendar: "always", pauseReasons: [], stopAt: .closed, reopen: .restart),
        RuleChange(pauseReasons: ["parts"]),
      ], firstDay: CivilDate(parsing: "2026-01-01"), lastDay: CivilDate(parsing: "2026-03-31"), zone: "Europe/Paris",
      by: .month, asOf: try Instant(parsing: "2026-04-01T00:00:00Z"))
    #expect(try CurveQuestion(json: question.json) == question)
    #expect(question.fileText.hasPrefix("curve:\n"))
  }

  @Test(
    "lengths are said as people say them",
    arguments: [
      ("4h", 0, 240), ("90m", 0, 90), ("1h 30m", 0, 90), ("2d", 2, 0), ("1d4h", 1, 240), ("PT4H", 0, 240),
      ("P3D", 3, 0), ("3 working days", 3, 0), ("1 working day 4 h", 1, 240), ("1\u{202F}h 30\u{202F}min", 0, 90),
      ("20 hours", 0, 1200), ("2 Days", 2, 0), ("120s", 0, 2), ("59 min 60.000 s", 0, 60),
    ] as [(String, Int64, Int64)])
  func lengths(text: String, days: Int64, minutes: Int64) {
    var faults: [FieldFault] = []
    #expect(
      CurveQuestion.length(text, "target", &faults) == ISO8601Duration(days: days, time: .minutes(minutes)))
    #expect(faults.isEmpty)
  }

  @Test(
    "and what is none is named",
    arguments: [
      "", "4", "h", "4x", "0h", "-4h", "4h2", "four hours", "4.5h", "4h 6h 8h", "30m 2h", "9999999999d", "1.5.5s",
      "1.0001s", "0.s", "4h6",
    ])
  func none(text: String) {
    var faults: [FieldFault] = []
    #expect(CurveQuestion.length(text, "target", &faults) == nil)
    #expect(faults.map(\.path) == ["target"])
  }

  @Test("every fault comes at once, by its path")
  func faults() {
    let rules: JSON = [["stopAt": "sometime", "colour": "red"], 7]
    let odd: JSON = [
      "objective": "", "row": 0, "targets": ["4h", "soon"], "rules": rules, "from": "yesterday", "by": "colour",
      "extra": 1,
    ]
    do {
      _ = try CurveQuestion(json: odd)
      Issue.record("it was taken")
    } catch MainstayError.invalid(let faults) {
      #expect(
        Set(faults.map(\.path)) == [
          "agreement", "objective", "row", "targets[1]", "rules[0].stopAt", "rules[0].colour", "rules[1]", "from", "by",
          "extra",
        ])
    } catch {
      Issue.record("\(error)")
    }
    let many = JSON.array((1...21).map { .string("\($0)h") })
    #expect(throws: MainstayError.self) {
      try CurveQuestion(json: ["agreement": "a", "objective": "b", "targets": many])
    }
  }
}
