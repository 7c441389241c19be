import Recovery
import Testing

@Suite("What a first look at a file guesses and asks", .timeLimit(.minutes(1)))
struct FirstLookTests {
  private static func times(
    _ order: FirstLook.Order = .unasked, _ offsets: FirstLook.Offsets = .none
  ) -> FirstLook.Times {
    FirstLook.Times(form: "year first (2025-03-20)", order: order, offsets: offsets)
  }

  private static func look(_ columns: [FirstLook.Column]) -> FirstLook {
    FirstLook(columns: columns, rows: 10, isWhole: true, delimiter: ",", encoding: "UTF-8")
  }

  @Test(
    "columns are guessed by their names and by what stands in them",
    arguments: [
      ("OPEN_DT", "TARGET_DT", "CLOSED_DT", "OnTime_Status", ["ONTIME": 8, "OVERDUE": 2], "TYPE", "ONTIME"),
      ("created", "sla_due", "resolved_at", "made_sla", ["true": 8, "false": 2], "priority", "true"),
      ("Reported", "Deadline", "Finished", "sla breached", ["Yes": 8, "No": 2], "Category", "No"),
    ] as [(String, String, String, String, [String: Int], String, String)])
  func guesses(
    _ opened: String, _ due: String, _ stopped: String, _ verdict: String, _ values: [String: Int], _ kind: String,
    _ met: String
  ) {
    let guess = RoleGuess(
      Self.look([
        .init("id"), .init(opened, times: Self.times()), .init(due, times: Self.times()),
        .init(stopped, times: Self.times()), .init(verdict, values: values), .init(kind, values: ["a": 3, "b": 7]),
      ]))
    #expect(guess.opened == opened && guess.due == due && guess.stopped == stopped && guess.classes == [kind])
    #expect(guess.verdict == CaseColumns.Verdict(column: verdict, met: met))
  }

  @Test("a column of no times is none of the times, whatever it is called")
  func noTimes() {
    let guess = RoleGuess(Self.look([.init("opened_by", values: ["kim": 1, "lee": 2]), .init("due")]))
    #expect(guess.opened == nil && guess.due == nil && guess.stopped == nil)
    #expect(guess.obstacles(of: Self.look([.init("due")])).first?.hasPrefix("No column has dates") == true)
  }

  @Test(
    "what the file does not show is asked, and what nobody can answer is said",
    arguments: [
      (times(.open("3/4/2026 09:00")), times(), ["Has 3/4/2026 09:00 of opened the day", "By whose clock"], []),
      (times(.open("3/4/2026 09:00")), times(.dayFirst), ["By whose clock"], []),
      (times(.unasked, .all), times(.unasked, .all), ["In which zone is the desk open?"], []),
      (times(.unasked, .all), times(), ["By whose clock"], ["Zones are mixed"]),
      (times(.unasked, .some), times(.unasked, .some), ["By whose clock"], ["Zones are mixed"]),
      (times(.both), times(), ["By whose clock"], ["Some dates have the day first and some the month"]),
    ] as [(FirstLook.Times, FirstLook.Times, [String], [String])])
  func asked(_ opened: FirstLook.Times, _ due: FirstLook.Times, _ questions: [String], _ obstacles: [String]) {
    let look = Self.look([.init("opened", times: opened), .init("due", times: due)])
    let guess = RoleGuess(look)
    let (asked, said) = (guess.questions(of: look), guess.obstacles(of: look))
    #expect(asked.count == questions.count && zip(asked, questions).allSatisfy { $0.hasPrefix($1) }, "\(asked)")
    #expect(said.count == obstacles.count && zip(said, obstacles).allSatisfy { $0.hasPrefix($1) }, "\(said)")
  }

  @Test("dates that are not understood have their form asked for")
  func form() {
    let look = Self.look([
      .init("opened", samples: ["03/04/26 09:00"], needsForm: true), .init("due", times: Self.times()),
    ])
    #expect(RoleGuess(look).questions(of: look).first?.hasPrefix("How is 03/04/26 09:00 of opened written?") == true)
  }
}
