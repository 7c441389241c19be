import BusinessTime
import Kernel
import Reach
import SystemZones
import Testing

@Suite("What is done about a message to a person", .timeLimit(.minutes(10)))
struct ReachPlanTests {
  private static let mail = Way(
    id: RecordID("m"), kind: .mail, label: "Mail", verifiedAt: .earliest, createdAt: .earliest)
  private static let push = Way(
    id: RecordID("p"), kind: .push, label: "Phone", verifiedAt: .earliest, createdAt: .earliest)
  private static var unproven: Way {
    var way = push
    way.verifiedAt = nil
    return way
  }

  private static func instant(_ text: String) -> Instant {
    do { return try Instant(parsing: text) } catch { return .earliest }
  }

  /// Monday, 11:00 in Berlin.
  private static let day = instant("2025-06-02T09:00:00Z")
  /// Monday, 23:30 in Berlin.
  private static let night = instant("2025-06-02T21:30:00Z")

  private static let nights = QuietHours(window: Window(start: 22 * 60, end: 7 * 60))

  private static func plan(
    _ cell: ReachSettings.Cell = .init(.assigned, .ordinary), _ settings: ReachSettings = ReachSettings(),
    urgency: ReachUrgency? = nil, ways: [Way] = [push, mail], tries: [WayTry] = [], zone: String = "Europe/Berlin"
  ) throws -> ReachPlan {
    ReachPlan(
      cell.reason, urgency ?? cell.urgency, settings: settings, zone: try SystemZones().rules(for: zone), ways: ways,
      tries: tries)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var cell = ReachSettings.Cell(.assigned, .ordinary)
    /// Where it is other than the cell's.
    var urgency: ReachUrgency?
    var settings = ReachSettings()
    var ways = [push, mail]
    var tries: [WayTry] = []
    var now = day
    var step: ReachStep
    var testDescription: String { name }
  }

  private static func tried(_ way: Way, _ minutesAgo: Int64, _ state: WayTry.State) -> WayTry {
    WayTry(way: way.id, begunAt: day - .minutes(minutesAgo), state: state)
  }

  static let rows = [
    Row(
      name: "the first in order", step: .send([push.id], why: "Phone, the first in your order")),
    Row(
      name: "not one that is not verified", ways: [unproven, mail],
      step: .send([mail.id], why: "Mail, for Phone is not verified")),
    Row(
      name: "no way at all", ways: [], step: .end(.failed, why: "nothing was sent: there is no way to you")),
    Row(
      name: "no way that is verified", ways: [unproven],
      step: .end(.failed, why: "nothing was sent: Phone is not verified")),
    Row(
      name: "what is not wanted", cell: .init(.team, .ordinary),
      step: .end(.dropped, why: "nothing is sent: that is what you chose for this")),
    Row(
      name: "urgent things of the team all the same", cell: .init(.team, .urgent),
      step: .send([push.id], why: "Phone, the first in your order")),
    Row(
      name: "one way of one's own choice",
      settings: ReachSettings(choices: [.init(.assigned, .ordinary): .first(mail.id)]),
      step: .send([mail.id], why: "Mail, as you chose for this")),
    Row(
      name: "another than the chosen one, where that is not verified",
      settings: ReachSettings(choices: [.init(.assigned, .ordinary): .first(push.id)]), ways: [unproven, mail],
      step: .send([mail.id], why: "Mail, for Phone is not verified")),
    Row(
      name: "all at once", settings: ReachSettings(choices: [.init(.assigned, .ordinary): .all]),
      step: .send([push.id, mail.id], why: "Phone and Mail, all at once as you chose")),
    Row(
      name: "held at night", settings: ReachSettings(quiet: nights), now: night,
      step: .wait(
        until: instant("2025-06-03T05:00:00Z"), .waiting, why: "held until 07:00 by your quiet hours")),
    Row(
      name: "urgent is held too where that was not said", cell: .init(.clock, .urgent),
      settings: ReachSettings(quiet: nights), now: night,
      step: .wait(
        until: instant("2025-06-03T05:00:00Z"), .waiting, why: "held until 07:00 by your quiet hours")),
    Row(
      name: "urgent passes where it may", cell: .init(.clock, .urgent),
      settings: ReachSettings(quiet: nights, passing: .urgent), now: night,
      step: .send(
        [push.id], why: "Phone, the first in your order, through your quiet hours, as it is urgent")),
    Row(
      name: "a breach of another priority waits where the first alone passes", cell: .init(.clock, .urgent),
      settings: ReachSettings(quiet: nights, passing: .first), now: night,
      step: .wait(
        until: instant("2025-06-03T05:00:00Z"), .waiting, why: "held until 07:00 by your quiet hours")),
    Row(
      name: "the first priority passes there, by the ways chosen for what is urgent", cell: .init(.assigned, .urgent),
      urgency: .first,
      settings: ReachSettings(quiet: nights, passing: .first, choices: [.init(.assigned, .urgent): .first(mail.id)]),
      now: night,
      step: .send(
        [mail.id], why: "Mail, as you chose for this, through your quiet hours, as it is of the first priority")),
    Row(
      name: "the first priority passes with all that is urgent", cell: .init(.clock, .urgent), urgency: .first,
      settings: ReachSettings(quiet: nights, passing: .urgent), now: night,
      step: .send(
        [push.id], why: "Phone, the first in your order, through your quiet hours, as it is urgent")),
    Row(
      name: "ordinary things do not pass by that", settings: ReachSettings(quiet: nights, passing: .urgent),
      now: night,
      step: .wait(
        until: instant("2025-06-03T05:00:00Z"), .waiting, why: "held until 07:00 by your quiet hours")),
    Row(
      name: "quiet days behind each other", settings: ReachSettings(quiet: QuietHours(days: [.monday, .tuesday])),
      step: .wait(
        until: instant("2025-06-03T22:00:00Z"), .waiting,
        why: "held until Wednesday, 00:00 by your quiet hours")),
    Row(
      name: "under way: looked at again", tries: [tried(push, 1, .underway)],
      step: .wait(until: day + .seconds(30), .underway, why: "under way by Phone")),
    Row(
      name: "no patience beyond its end", cell: .init(.clock, .urgent),
      tries: [WayTry(way: push.id, begunAt: day - .seconds(100), state: .underway)],
      step: .wait(until: day + .seconds(20), .underway, why: "under way by Phone")),
    Row(
      name: "the next one too once patience ends", tries: [tried(push, 15, .underway)],
      step: .send([mail.id], why: "Mail too, for nothing arrived within 15 minutes")),
    Row(
      name: "sooner where it is urgent", cell: .init(.clock, .urgent), tries: [tried(push, 2, .underway)],
      step: .send([mail.id], why: "Mail too, for nothing arrived within 2 minutes")),
    Row(
      name: "the next one at once where one failed", tries: [tried(push, 1, .failed)],
      step: .send([mail.id], why: "Mail, for Phone failed")),
    Row(
      name: "quiet hours that begin meanwhile do not stop a fallback", settings: ReachSettings(quiet: nights),
      tries: [tried(push, 1, .failed)], now: night, step: .send([mail.id], why: "Mail, for Phone failed")),
    Row(
      name: "all failed", tries: [tried(push, 20, .failed), tried(mail, 3, .failed)],
      step: .end(.failed, why: "it did not arrive by any way")),
    Row(
      name: "arrived", tries: [tried(push, 1, .arrived)], step: .end(.arrived, why: "arrived by Phone")),
    Row(
      name: "arrived by the second while the first is still under way",
      tries: [tried(push, 20, .underway), tried(mail, 3, .arrived)], step: .end(.arrived, why: "arrived by Mail")),
    Row(
      name: "all at once: waits for the others", settings: ReachSettings(choices: [.init(.assigned, .ordinary): .all]),
      tries: [tried(push, 1, .underway), tried(mail, 1, .arrived)],
      step: .wait(until: day + .seconds(30), .underway, why: "under way by Phone")),
    Row(
      name: "the last way is looked at for as long as the outbox tries", tries: [tried(push, 6000, .underway)],
      step: .send([mail.id], why: "Mail too, for nothing arrived within 15 minutes")),
    Row(
      name: "and no longer", ways: [push], tries: [tried(push, 6000, .underway)],
      step: .end(.failed, why: "it did not arrive by any way")),
  ]

  @Test("each case", arguments: rows)
  func decides(_ row: Row) throws {
    let plan = try ReachPlanTests.plan(row.cell, row.settings, urgency: row.urgency, ways: row.ways, tries: row.tries)
    #expect(plan.step(at: row.now) == row.step)
  }

  @Test(
    "quiet hours end by the clock, also where daylight saving moves it",
    arguments: [
      // The clock goes from 02:00 to 03:00: 02:30 is skipped, so that the quiet ends with the gap.
      ("2025-03-29T23:00:00Z", "22:00-02:30", "2025-03-30T01:00:00Z"),
      // 22:00 to 07:00 has eight hours in spring and ten in autumn.
      ("2025-03-29T21:00:00Z", "22:00-07:00", "2025-03-30T05:00:00Z"),
      ("2025-10-25T20:00:00Z", "22:00-07:00", "2025-10-26T06:00:00Z"),
      // 02:30 comes twice: the quiet ends with the first, and its second run of 02:00 to 02:30 is quiet again.
      ("2025-10-25T23:00:00Z", "22:00-02:30", "2025-10-26T00:30:00Z"),
      ("2025-10-26T01:00:00Z", "22:00-02:30", "2025-10-26T01:30:00Z"),
      // The clock goes back from 03:00 to 02:00, where it is not quiet yet.
      ("2025-10-26T00:45:00Z", "02:30-07:00", "2025-10-26T01:00:00Z"),
      ("2025-06-02T12:00:00Z", "13:00-15:00", "2025-06-02T13:00:00Z"),
    ])
  func daylight(_ from: String, _ window: String, _ end: String) throws {
    let zone = try SystemZones().rules(for: "Europe/Berlin")
    let quiet = QuietHours(window: try Window(parsing: window))
    let found = try #require(quiet.end(after: ReachPlanTests.instant(from), in: zone))
    #expect(found.rfc3339 == end)
    #expect(!quiet.isQuiet(found, in: zone) && quiet.isQuiet(found - .milliseconds(1), in: zone))
  }

  @Test("a day or a week that is all quiet leaves no time")
  func noTime() throws {
    #expect(!QuietHours(days: Set(Weekday.allCases)).leavesTime)
    #expect(!QuietHours(window: .wholeDay).leavesTime)
    #expect(QuietHours(window: Window(start: 60, end: 59), days: [.sunday]).leavesTime)
    #expect(QuietHours().isEmpty && QuietHours().leavesTime)
  }
}
