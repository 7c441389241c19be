import Agreements
import Escalation
import Kernel
import Testing

@Suite("Ladders as files and the API write them", .timeLimit(.minutes(10)))
struct LadderReaderTests {
  private func faults(_ text: String) throws -> [String] {
    do {
      _ = try Ladder(json: JSON(parsing: text))
      return []
    } catch let error as MainstayError {
      guard case .invalid(let faults) = error else { throw error }
      return faults.map(\.path)
    }
  }

  @Test("what is written is what is read")
  func round() throws {
    let text = """
      {"name":"Majors","agreements":["gold"],"objectives":["resolution"],"when":{"priority":["P1","P2"]},"again":1,
       "quietOnHold":false,"rungs":[
        {"when":"75%","tell":["assignee","team","lead:network"],"say":"{number} is due {due}"},
        {"when":"breach","tell":["duty","person:kim"],"acknowledge":{"within":"PT15M","by":"all","repeat":2},
         "hours":{"calendar":"office","outside":"pass"}},
        {"when":"after the one before","tell":["role:manager","deputy"],"unlessAcknowledged":true},
        {"when":"+PT30M wall","tell":["requester"]}]}
      """
    let ladder = try Ladder(json: JSON(parsing: text))
    #expect(try Ladder(json: ladder.json) == ladder)
    #expect(ladder.rungs[1].ask == LadderAsk(by: .everybody, within: .minutes(15), repeats: 2))
    #expect(ladder.rungs.map(\.moment.isPastTarget) == [false, true, true, true])
    #expect(ladder.thresholds.map(\.text) == ["75%", "+PT0.001S", "+PT30M wall"] && ladder.people == ["kim"])
  }

  @Test(
    "each fault is named by its path, all at once",
    arguments: [
      ("{}", ["name", "rungs"]), (#"{"name":"x","rungs":[]}"#, ["rungs"]),
      (#"{"name":"","rungs":[{"when":"75%","tell":["team"]}]}"#, ["name"]),
      (#"{"name":"x","rungs":[{"when":"soon","tell":[]}]}"#, ["rungs[0].when", "rungs[0].tell"]),
      (#"{"name":"x","rungs":[{"when":"after the one before","tell":["team"]}]}"#, ["rungs[0].when"]),
      (#"{"name":"x","rungs":[{"when":"-P1D","tell":["team"]}]}"#, ["rungs[0].when"]),
      (#"{"name":"x","rungs":[{"when":"-P1D wall","tell":["team"]}]}"#, []),
      (#"{"name":"x","rungs":[{"when":"breach","tell":["vendor"]}]}"#, ["rungs[0].tell[0]"]),
      (
        #"{"name":"x","rungs":[{"when":"breach","tell":["contact","boss","team","team"]}]}"#,
        ["rungs[0].tell[0]", "rungs[0].tell[1]", "rungs[0].tell[3]"]
      ),
      (
        #"{"name":"x","rungs":[{"when":"breach","tell":["requester"],"acknowledge":{"within":"PT5M"}}]}"#,
        ["rungs[0].acknowledge"]
      ),
      (
        #"{"name":"x","rungs":[{"when":"breach","tell":["team"],"acknowledge":{"within":"PT5S","by":0,"repeat":99}}]}"#,
        ["rungs[0].acknowledge.by", "rungs[0].acknowledge.repeat", "rungs[0].acknowledge.within"]
      ),
      (#"{"name":"x","again":2,"rungs":[{"when":"breach","tell":["team"]}]}"#, ["again"]),
      (#"{"name":"x","rungs":[{"when":"breach","tell":["team"],"say":"{title} is {late"}]}"#, ["rungs[0].say"]),
      (
        #"{"name":"x","rungs":[{"when":"breach","tell":["team"],"unlessAcknowledged":true}]}"#,
        ["rungs[0].unlessAcknowledged"]
      ),
      (
        #"{"name":"x","probability":0.5,"rungs":[{"when":"breach","tell":["team"],"hours":{"outside":"never"}}]}"#,
        ["probability", "rungs[0].hours.calendar", "rungs[0].hours.outside"]
      ),
    ] as [(String, [String])])
  func named(_ text: String, _ paths: [String]) throws { #expect(try Set(faults(text)) == Set(paths), "\(text)") }

  @Test(
    "lengths without sense are refused by their field",
    arguments: [
      ("+PT4383000H", ["rungs[0].when"]), ("+P400D wall", ["rungs[0].when"]), ("-PT8785H", ["rungs[0].when"]),
      ("1001%", ["rungs[0].when"]), ("1000%", []), ("+P366D wall", []), ("-PT8784H", []), ("breach", []),
    ] as [(String, [String])])
  func bounds(_ when: String, _ paths: [String]) throws {
    let ladder = Ladder(name: "x", rungs: [LadderRung(try LadderMoment(parsing: when), tells: [.team(nil)])])
    #expect(ladder.distanceFaults.map(\.path) == paths)
    // What is kept with such a length stays readable.
    #expect(try Ladder(json: ladder.json) == ladder)
  }

  @Test("what is told again sooner than within a minute is refused by its field", arguments: ["PT1S", "PT59S", "P8D"])
  func often(_ within: String) throws {
    #expect(
      try faults(
        #"{"name":"x","rungs":[{"when":"breach","tell":["team"],"acknowledge":{"within":"\#(within)","repeat":9}}]}"#)
        == ["rungs[0].acknowledge.within"])
  }

  @Test(
    "the places of a wording become what they stand for",
    arguments: [
      ("{number}: {clock}", "INC-1: resolution"), ("no place", "no place"), ("{team} has {number}.", "none has INC-1."),
    ])
  func wording(_ text: String, _ expected: String) throws {
    #expect(try LadderWording(text).written(["number": "INC-1", "clock": "resolution"]) == expected)
  }

  @Test("a wording with an unknown place, or a brace alone, is refused with what there is")
  func refused() {
    for text in ["{title}", "{", "}", "{number", "a } b", ""] {
      #expect(throws: LadderWording.Malformed.self) { try LadderWording(text) }
    }
    #expect(throws: LadderWording.Malformed.self) { try LadderWording(String(repeating: "x", count: 301)) }
  }

  @Test("a message says what it asks for, and that it comes late")
  func message() throws {
    var one = LadderRung(.breach, tells: [.team(nil)], ask: LadderAsk(within: .minutes(30)))
    let values = ["number": "INC-1", "clock": "resolution", "due": "2 June, 15:00 (UTC)"]
    #expect(
      one.message(values)
        == "INC-1: resolution has passed its target, which was due 2 June, 15:00 (UTC). Please acknowledge it within 30 minutes."
    )
    one.ask = nil
    #expect(one.message(values, noticedLate: "2 June, 15:00 (UTC)").hasSuffix("its moment was 2 June, 15:00 (UTC)."))
  }
}
