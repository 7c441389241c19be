import Agreements
import BusinessTime
import Kernel
import Recovery
import Testing

@Suite("Rules behind recorded due times", .timeLimit(.minutes(10)))
struct DueTimeRecoveryTests {
  private static let office = """
    {"timeZone": "Europe/Paris", "workingDay": "PT8H30M", "weekly": {
      "mon": ["08:30-17:00"], "tue": ["08:30-17:00"], "wed": ["08:30-17:00"], "thu": ["08:30-17:00"],
      "fri": ["08:30-17:00"]}, "closures": [CLOSED]}
    """

  private func office(closed: [String] = []) throws -> BusinessCalendar {
    let rows = closed.map { "{\"date\": \"\($0)\"}" }.joined(separator: ", ")
    return try calendar(Self.office.replacing("CLOSED", with: rows))
  }

  @Test("hours, closed dates and targets come back, in open time, in local days and none at all")
  func hoursAndDates() throws {
    var tool = try Recorder("Europe/Paris")
    let office = try office(closed: ["2026-04-06", "2026-05-01", "2026-05-14"])
    for opened in try tool.openings(420, from: "2026-03-01T00:00:00Z", to: "2026-06-15T00:00:00Z") {
      tool.add(["P1"], opened: opened, due: office.instant(adding: .hours(4), to: opened))
      tool.add(["P2"], opened: opened, due: office.instant(adding: .minutes(2 * 510), to: opened))
      tool.add(["P3"], opened: opened, due: office.localDay(after: 30, from: opened))
      tool.add(["P4"], opened: opened)
    }
    let found = try Recovery(tool.recorded(by: ["priority"])).recovered()
    #expect(found.cases == 1260)
    #expect(found.explained == 1260)
    let hours = try #require(found.calendars["hours"])
    #expect(hours.weekly == office.definition.weekly)
    #expect(hours.closures.map(\.extent) == office.definition.closures.map(\.extent))
    #expect(hours.workingDay == .minutes(510))
    #expect(found.calendars.keys.sorted() == ["around-the-clock", "hours"])
    #expect(found.rules(of: "P1").map(\.target.text) == ["PT4H"])
    #expect(found.rules(of: "P2").map(\.target.text) == ["P2D"])
    #expect(found.rules(of: "P3").map(\.target.text) == ["P30D local"])
    #expect(found.rules(of: "P4").isEmpty)
    #expect(found.holding.without == 420)
    #expect(found.undecided.contains { $0.hasPrefix("420 cases of 1 class have no due time") })
  }

  @Test("a target that changed is a rule for each time")
  func change() throws {
    var tool = try Recorder("Europe/Paris")
    let office = try office()
    let change = try instant("2026-02-10T12:00:00Z")
    for opened in try tool.openings(300, from: "2026-01-05T00:00:00Z", to: "2026-04-01T00:00:00Z") {
      let length = Duration.hours(opened < change ? 16 : 6)
      tool.add(["mail"], opened: opened, due: office.instant(adding: length, to: opened))
      tool.add(["web"], opened: opened, due: office.instant(adding: .hours(12), to: opened))
    }
    let found = try Recovery(tool.recorded(by: ["service"])).recovered()
    #expect(found.explained == found.cases)
    let rules = found.rules(of: "mail")
    #expect(rules.map(\.target.text) == ["PT16H", "PT6H"])
    #expect(rules[0].from == nil)
    #expect(rules[0].to == rules[1].from)
    #expect(rules[1].to == nil)
    let day = Duration.days(1)
    let from = try #require(rules[1].from)
    #expect(from > change - day && from < change + day)
    #expect(found.rules(of: "web").map(\.target.text) == ["PT12H"])
  }

  @Test("dates that the tool knew of only later make a calendar of their own from then on")
  func lateDates() throws {
    var tool = try Recorder("Europe/Paris")
    let (early, late) = (try office(closed: ["2026-04-06"]), try office(closed: ["2026-04-06", "2026-05-25"]))
    let loaded = try instant("2026-05-11T08:00:00Z")
    for opened in try tool.openings(700, from: "2026-03-01T00:00:00Z", to: "2026-07-01T00:00:00Z") {
      let office = opened < loaded ? early : late
      tool.add(["a"], opened: opened, due: office.instant(adding: .minutes(510 * 5), to: opened))
      tool.add(["b"], opened: opened, due: office.instant(adding: .minutes(510 * 20), to: opened))
    }
    let found = try Recovery(tool.recorded(by: ["class"])).recovered()
    #expect(found.calendars.count == 2)
    #expect(found.calendars["hours"]?.closures.count == 1)
    let later = try #require(found.calendars.first { $0.key.hasPrefix("hours-from-2026-05") })
    #expect(later.value.closures.count == 2)
    #expect(found.rules(of: "b").map(\.target.text) == ["P20D", "P20D"])
    #expect(found.explained == found.cases)
    #expect(found.undecided.contains { $0.hasPrefix("2026-05-25 became known to the tool between") })
  }

  @Test("a tool for which the end of a day is the beginning of the next is said to be so, and followed to the second")
  func dueAtOpening() throws {
    var tool = try Recorder("Europe/Paris")
    let office = try office()
    for opened in try tool.openings(300, from: "2026-02-02T00:00:00Z", to: "2026-03-20T00:00:00Z") {
      // A second more than the tool's rule is never due at the end of a day.
      let due = try #require(office.instant(adding: .minutes(510 * 3) + .seconds(1), to: opened))
      tool.add(["a"], opened: opened, due: due - .seconds(1))
    }
    let found = try Recovery(tool.recorded(by: ["class"])).recovered()
    #expect(found.explained == 300)
    #expect(found.rules(of: "a").map(\.target.text) == ["P3DT1S"])
    #expect(found.undecided.contains { $0.contains("a second longer than the tool's") })
  }

  @Test("a finer class has a rule of its own only where the wider one's does not hold; what is unseen falls back")
  func classes() throws {
    var tool = try Recorder("Europe/Paris")
    let office = try office()
    for opened in try tool.openings(240, from: "2026-02-02T00:00:00Z", to: "2026-03-20T00:00:00Z") {
      let queue = ["north", "south", "night"][Int(opened.milliseconds / 1000 % 3)]
      let hours: Int64 = queue == "night" ? 2 : 8
      tool.add(["repair", queue], opened: opened, due: office.instant(adding: .hours(hours), to: opened))
    }
    let recorded = try tool.recorded(by: ["type", "queue"])
    let found = try Recovery(recorded).recovered()
    #expect(found.rules.map(\.values) == [["repair"], ["repair", "night"]])
    #expect(found.explained == 240)
    var unseen = try Recorder("Europe/Paris")
    let opened = try instant("2026-02-03T09:00:00Z")
    unseen.add(["repair", "west"], opened: opened, due: office.instant(adding: .hours(8), to: opened))
    unseen.add(["build", "west"], opened: opened, due: office.instant(adding: .hours(8), to: opened))
    let calendars = try found.calendars.mapValues { try BusinessCalendar($0, zone: recorded.zone) }
    let holding = RuleBook(found.entries, calendars: calendars).holding(
      try unseen.recorded(by: ["type", "queue"]), within: .minutes(5))
    #expect(holding.due.compared == 1)
    #expect(holding.due.explained == 1)
    #expect(holding.without == 1)
  }

  @Test("what no rule explains is listed, and nothing else")
  func contradictions() throws {
    var tool = try Recorder("Europe/Paris")
    let office = try office()
    for (place, opened) in try tool.openings(200, from: "2026-02-02T00:00:00Z", to: "2026-03-20T00:00:00Z").enumerated()
    {
      let due = try #require(office.instant(adding: .hours(5), to: opened))
      tool.add([], opened: opened, due: place % 50 == 7 ? due + .days(40) : due)
    }
    let found = try Recovery(tool.recorded(by: [])).recovered()
    #expect(found.explained == 196)
    #expect(found.holding.contradictions.map(\.line) == [9, 59, 109, 159])
    #expect(found.rules.map(\.target.text) == ["PT5H"])
  }

  @Test("without anything that is due after its opening there is nothing to find")
  func nothing() throws {
    var tool = try Recorder("Europe/Paris")
    let opened = try instant("2026-02-03T09:00:00Z")
    tool.add(["a"], opened: opened, due: opened)
    #expect(throws: MainstayError.field("due", "no case is due after it was opened")) {
      try Recovery(try tool.recorded(by: ["class"])).recovered()
    }
  }
}
