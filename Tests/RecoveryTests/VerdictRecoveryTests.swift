import Agreements
import BusinessTime
import Kernel
import Recovery
import Testing

@Suite("Rules behind recorded verdicts", .timeLimit(.minutes(10)))
struct VerdictRecoveryTests {
  private func desk() throws -> BusinessCalendar {
    try calendar(
      """
      {"timeZone": "Europe/Paris", "weekly": {"mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "wed": ["09:00-17:00"],
        "thu": ["09:00-17:00"], "fri": ["09:00-17:00"]}}
      """)
  }

  @Test("what stops the clock and what pauses it is found with hours and targets")
  func stopAndPauses() throws {
    var tool = try Recorder("Europe/Paris")
    let desk = try desk()
    for opened in try tool.openings(900, from: "2026-02-01T00:00:00Z", to: "2026-05-01T00:00:00Z") {
      let resolved = opened + .minutes(Int64.random(in: 30...9000, using: &tool.random))
      let closed = resolved + .hours(Int64.random(in: 0...120, using: &tool.random))
      let held = opened + .minutes(10)
      let half = Duration(milliseconds: (resolved - opened).milliseconds / 2)
      let isUser = Bool.random(using: &tool.random)
      let resumed = held + half
      let end = min(resumed, resolved)
      // The requester's waits pause, the vendor's do not.
      let used =
        isUser
        ? desk.openTime(from: opened, to: held) + desk.openTime(from: max(held, end), to: resolved)
        : desk.openTime(from: opened, to: resolved)
      let priority = Bool.random(using: &tool.random) ? "P1" : "P2"
      tool.add(
        [priority], opened: opened, closed: closed, resolved: resolved, met: used <= .hours(priority == "P1" ? 6 : 14),
        holds: held < end ? [RecordedCase.Hold(reason: isUser ? 0 : 1, from: held, to: end)] : [])
    }
    let recorded = try tool.recorded(
      by: ["priority"], stops: [.closed, .resolved], reasons: ["awaiting-requester", "awaiting-vendor"])
    let found = try Recovery(recorded).recovered()
    #expect(Double(found.explained) / Double(found.cases) > 0.995)
    let rules = found.rules
    #expect(rules.allSatisfy { $0.stopAt == .resolved && $0.pauses == ["awaiting-requester"] })
    for (name, target) in [("P1", Duration.hours(6)), ("P2", .hours(14))] {
      let rule = try #require(found.rules(of: name).first)
      let (from, to) = (try #require(rule.fitsFrom), try #require(rule.fitsTo))
      #expect(from - .minutes(20) <= target && target <= to + .minutes(20), "\(name): \(from) to \(to)")
    }
  }

  @Test("a class in which nothing was missed leaves its target open, and that is said")
  func undecided() throws {
    var tool = try Recorder("Europe/Paris")
    let desk = try desk()
    for opened in try tool.openings(300, from: "2026-02-01T00:00:00Z", to: "2026-04-01T00:00:00Z") {
      let closed = opened + .minutes(Int64.random(in: 30...6000, using: &tool.random))
      tool.add(["P1"], opened: opened, closed: closed, met: desk.openTime(from: opened, to: closed) <= .hours(7))
      tool.add(["P9"], opened: opened, closed: closed, met: true)
    }
    let found = try Recovery(tool.recorded(by: ["priority"])).recovered()
    #expect(found.rules(of: "P9").first?.fitsTo == nil)
    #expect(found.undecided.contains("Of P9 none was missed: the target may be any longer one."))
    #expect(found.cases == 600)
    #expect(found.explained >= 597)
  }

  @Test("without a verdict of a case that stopped there is nothing to find")
  func nothing() throws {
    var tool = try Recorder("Europe/Paris")
    tool.add(["a"], opened: try instant("2026-02-03T09:00:00Z"), met: true)
    #expect(throws: MainstayError.field("verdict", "no case has stopped with a verdict")) {
      try Recovery(try tool.recorded(by: ["class"])).recovered()
    }
  }
}
