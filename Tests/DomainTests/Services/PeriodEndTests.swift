import Agreements
import BusinessTime
import Kernel
import Services
import Testing

@Suite("What reaches over a period's ends, beyond a bound, or to another figure", .timeLimit(.minutes(10)))
struct PeriodEndTests {
  private static let utc = ZoneRules(identifier: "UTC", offset: 0, changes: [])
  private static let month =
    ServicePeriod(parsing: "2026-06") ?? ServicePeriod(.month, containing: .init(daysSince1970: 0))
  private static let start = utc.instant(of: month.first, secondOfDay: 0)
  private static let end = Duration.days(30)

  private static func outage(
    _ number: Int, _ from: Duration, _ to: Duration?, _ state: OutageState = .down, told: Duration = .days(-20)
  ) -> Outage {
    Outage(
      id: RecordID("\(number)"), number: number, service: "payments", from: start + from, to: to.map { start + $0 },
      state: state, cause: state == .excluded ? .maintenance : .fault, toldAt: start + told, toldBy: "system:test")
  }

  private static func question(
    _ outages: [Outage], asOf: Duration = end, known: Duration? = nil,
    _ change: (inout AvailabilityPromise) -> Void = { _ in }
  ) -> ServiceQuestion {
    var promise = AvailabilityPromise(target: ExactDecimal(units: 999, places: 1), timeZone: "UTC")
    promise.shortest = .minutes(5)
    change(&promise)
    var question = ServiceQuestion(
      service: "payments", promise: promise, period: month, zone: utc, hours: nil, outages: outages, asOf: start + asOf)
    question.knownUntil = known.map { start + $0 }
    return question
  }

  @Test(
    "a stretch over an end of the period is as long as it is, not as the part of it inside",
    arguments: [
      // From and until, in minutes from the period's end; until when is known; seconds that count; whether it is settled.
      (-3, 3, nil, "180", true), (-3, 2, nil, "180", true), (-3, 1, nil, "0", true), (-1, 200, nil, "60", true),
      (-3, 3, 60, "180", true), (-3, nil, 1, "0", false), (-3, nil, 2, "180", true), (-3, nil, 600, "180", true),
      (-3, nil, nil, "180", true), (-6, nil, 0, "360", true),
    ] as [(Int64, Int64?, Int64?, String, Bool)])
  func ends(_ row: (Int64, Int64?, Int64?, String, Bool)) throws {
    let outage = Self.outage(1, Self.end + .minutes(row.0), row.1.map { Self.end + .minutes($0) })
    let question = Self.question([outage], known: row.2.map { Self.end + .minutes($0) })
    #expect(try question.answered().figure.badSeconds == row.3)
    #expect(question.isUnsettled == !row.4)
    #expect(question.file["asOf"] == nil)
  }

  @Test("the same at its beginning, and of several records that touch over its end")
  func touching() throws {
    func bad(_ outages: [Outage]) throws -> String { try Self.question(outages).answered().figure.badSeconds }
    #expect(try bad([Self.outage(1, .minutes(-3), .minutes(3))]) == "180")
    #expect(try bad([Self.outage(1, .minutes(-3), .minutes(1))]) == "0")
    let (before, after) = (Self.end - .minutes(3), Self.end + .minutes(2))
    #expect(try bad([Self.outage(1, before, Self.end), Self.outage(2, Self.end, after, .degraded)]) == "180")
    #expect(try bad([Self.outage(1, before, Self.end), Self.outage(2, Self.end + .seconds(1), after)]) == "0")
    // Of what goes on behind it, whether it is long enough is known later.
    let goesOn = [Self.outage(1, before, Self.end), Self.outage(2, Self.end, nil)]
    #expect(Self.question(goesOn, known: Self.end + .minutes(1)).isUnsettled)
    #expect(!Self.question(goesOn, known: Self.end + .minutes(3)).isUnsettled)
    #expect(!Self.question([Self.outage(1, Self.end, nil)], known: Self.end + .minutes(1)).isUnsettled)
    #expect(!Self.question([Self.outage(1, .days(3), nil)], asOf: .days(3) + .minutes(1)).isUnsettled)
  }

  @Test("a window beyond the bound holds as far as it reaches, and the rest waits for approval")
  func beyond() throws {
    func question(_ outages: [Outage], _ hours: Int64 = 8) -> ServiceQuestion {
      Self.question(outages) { ($0.notice, $0.mostAnnounced) = (.hours(48), .hours(hours)) }
    }
    let window = Self.outage(1, .days(3), .days(3) + .hours(10), .excluded)
    let down = Self.outage(2, .days(3), .days(3) + .hours(10))
    var answer = try question([window, down]).answered()
    #expect(answer.report.time.excluded == .hours(8) && answer.figure.badSeconds == "7200")
    let until = Self.start + .days(3) + .hours(8)
    let waits = question([window, down]).unapproved(window)
    #expect(waits?.why == .beyond(heldUntil: until) && waits?.mostAnnounced == .hours(8))
    #expect(
      waits?.line
        == "2026-06: it is left out until 2026-06-04T08:00:00Z; what is beyond the PT8H of maintenance that a month may "
        + "have by notice alone counts as it was until somebody approves it")
    #expect(question([window], 10).unapproved(window) == nil && question([window]).unapproved(down) == nil)
    #expect(question([window], 0).unapproved(window)?.why == .beyond(heldUntil: nil))
    let late = Self.outage(1, .days(3), .days(3) + .hours(10), .excluded, told: .days(3))
    #expect(question([late]).unapproved(late)?.why == .notTold)
    // Of one that reaches into the period, the part inside uses the bound up.
    let over = Self.outage(1, .hours(-5), .hours(10), .excluded)
    answer = try question([over]).answered()
    #expect(answer.report.time.excluded == .hours(8))
    var approved = window
    approved.approvedAt = Self.start
    answer = try question([approved, down]).answered()
    #expect(answer.report.time.excluded == .hours(10) && answer.figure.badSeconds == "0")
  }

  @Test("a figure of others is sought by other terms too before facts are spoken of")
  func terms() throws {
    let outages = [
      Self.outage(1, .days(2), .days(2) + .minutes(60)), Self.outage(2, .days(4), .days(4) + .minutes(4)),
      Self.outage(3, .days(6), .days(6) + .minutes(30), .excluded, told: .days(7)),
      Self.outage(4, .days(6), .days(6) + .minutes(30)),
    ]
    let answer = try Self.question(outages).answered()
    func sought(_ text: String) throws -> TheirFigure {
      TheirFigure(try ExactDecimal(parsing: text), against: answer)
    }
    func percent(_ change: (inout AvailabilityPromise) -> Void) throws -> String {
      try #require(try Self.question(outages, change).answered().figure.percentText)
    }
    let own = try sought(try #require(answer.figure.percentText))
    #expect(!own.rules.isEmpty && own.terms.isEmpty && own.tried == answer.report.figures.count)
    let short = try sought(try percent { $0.shortest = .zero })
    #expect(short.rules.isEmpty && short.terms.map(\.words) == [["trouble shorter than PT5M counts too"]])
    let none = try sought("12.3456")
    #expect(none.rules.isEmpty && none.terms.isEmpty && none.tried > answer.report.figures.count)
    let all = try sought("99.861014")
    #expect(all.terms.first?.words == ["all that was to be left out is, whoever approved it"], "\(all.terms)")
  }

  @Test("what is left of a budget is of the whole period, in every figure that is handed out")
  func budget() throws {
    let outage = Self.outage(1, .days(1), .days(1) + .minutes(29))
    for asOf in [Duration.days(2), .days(9), .days(30)] {
      let answer = try Self.question([outage], asOf: asOf).answered()
      #expect(answer.budgetLeft == "852" && answer.budget == "2592")
      #expect(answer.stated.seconds["budgetLeft"] == "852" && answer.stated.seconds["budget"] == "2592")
    }
    let spent = try Self.question([Self.outage(1, .days(1), .days(1) + .hours(1))], asOf: .days(2)).answered()
    #expect(spent.budgetLeft == "-1008")
  }

  @Test("a version that says what holds already changes nothing, unless a later one says otherwise")
  func unchanged() throws {
    func promise(_ target: String) throws -> AvailabilityPromise {
      AvailabilityPromise(target: try ExactDecimal(parsing: target), timeZone: "UTC")
    }
    func day(_ month: Int) throws -> CivilDate { try #require(CivilDate(year: 2026, month: month, day: 1)) }
    func version(_ number: Int, _ month: Int, _ target: String?) throws -> PromiseVersion {
      PromiseVersion(
        number: number, from: try day(month), promise: try target.map(promise), madeAt: Self.start,
        madeBy: "system:test")
    }
    let line = PromiseLine([try version(1, 3, "99.9")])
    for (target, month, number) in [
      ("99.9", 3, 1), ("99.90", 5, 1), ("99.9", 2, nil), ("99.8", 5, nil), (nil, 5, nil),
    ] as [(String?, Int, Int?)] {
      #expect(line.unchanged(by: try target.map(promise), from: try day(month))?.number == number)
    }
    let longer = PromiseLine([try version(1, 3, "99.9"), try version(2, 6, "99.5")])
    #expect(longer.unchanged(by: try promise("99.9"), from: try day(5)) == nil)
    #expect(longer.unchanged(by: try promise("99.5"), from: try day(7))?.number == 2)
    let over = PromiseLine([try version(1, 3, "99.9"), try version(2, 6, nil)])
    #expect(over.unchanged(by: nil, from: try day(7))?.number == 2)
    #expect(over.unchanged(by: try promise("99.9"), from: try day(7)) == nil)
  }
}
