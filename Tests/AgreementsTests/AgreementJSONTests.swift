import Agreements
import BusinessTime
import Kernel
import Testing

@Suite(.timeLimit(.minutes(10))) struct AgreementJSONTests {
  @Test(arguments: 0..<40)
  func `an agreement comes back from its stored form`(_ seed: Int) throws {
    let agreement = RandomTicket(seed: seed, events: 0).agreement
    let stored = agreement.json.canonical
    let read = try Agreement(
      json: JSON(parsing: stored), workingDays: TestCalendars.all.mapValues { $0.definition.workingDay })
    #expect(read == agreement)
    #expect(read.json.canonical == stored)
  }

  @Test(arguments: [
    ("75%", Rung.Position.share(75_000)), ("99.5%", .share(99_500)), ("0.001%", .share(1)), ("150%", .share(150_000)),
    ("-PT1H", .consumed(ISO8601Duration(time: .hours(1)), after: false)),
    ("+PT30M", .consumed(ISO8601Duration(time: .minutes(30)), after: true)),
    ("-PT1H wall", .wall(ISO8601Duration(time: .hours(1)), after: false)),
  ]) func `a rung is read as it is written`(_ text: String, _ position: Rung.Position) throws {
    #expect(try Rung(parsing: text).position == position)
    #expect(try Rung(parsing: text).text == text)
  }

  @Test(arguments: [
    "", "%", "-1%", "+5%", "1.%", ".5%", "1.2345%", "12345%", "PT1H", "-1H", "-PT1H walls", "75% wall", "- PT1H",
  ])
  func `what is no rung is refused`(_ text: String) {
    #expect(throws: Rung.Malformed.self) { try Rung(parsing: text) }
  }

  @Test func `an agreement that names no calendar at hand cannot run`() {
    let agreement = RandomTicket(seed: 1, events: 0).agreement
    #expect(throws: MainstayError.self) { try ClockPlan(agreement, calendars: [:]) }
  }
}

@Suite("The share that is promised", .timeLimit(.minutes(10)))
struct PromisedShareTests {
  @Test(
    "is read as it is written",
    arguments: [("95%", 9500), ("99.5%", 9950), ("99.95%", 9995), ("1%", 100), ("100%", 10_000)])
  func read(_ text: String, _ tenThousandths: Int) {
    let share = PromisedShare(parsing: text)
    #expect(share?.tenThousandths == tenThousandths)
    #expect(share?.text == text)
  }

  @Test("may have a blank before the sign, and zeros behind the point")
  func spellings() {
    #expect(PromisedShare(parsing: "95 %") == PromisedShare(parsing: "95%"))
    #expect(PromisedShare(parsing: "95.50%")?.text == "95.5%")
    #expect(PromisedShare(parsing: "0.05%")?.text == "0.05%")
  }

  @Test(
    "what is none is refused",
    arguments: [
      "", "%", "95", "0%", "0.00%", "101%", "100.01%", "-5%", "+5%", ".5%", "5.%", "1.234%", "1e2%", "95  %", "9 5%",
    ])
  func refused(_ text: String) { #expect(PromisedShare(parsing: text) == nil) }

  @Test("comes back from an agreement's stored form, and is left out where none is promised")
  func stored() throws {
    let base = RandomTicket(seed: 3, events: 0).agreement
    var agreement = base
    agreement.objectives[0].compliance = PromisedShare(tenThousandths: 9950)
    let json = try JSON(parsing: agreement.json.canonical)
    #expect(json["objectives"]?.arrayValue?.first?["compliance"] == "99.5%")
    #expect(try Agreement(json: json) == agreement)
    #expect(base.json["objectives"]?.arrayValue?.first?["compliance"] == nil)
  }
}
