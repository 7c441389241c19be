import AgreementFiles
import Kernel
import SystemZones
import Testing

/// A small scenario with one place to spoil.
private func scenario(
  calendar: String = "timeZone: Europe/Paris, weekly: {mon: [\"09:00-17:00\"]}",
  objective: String = "name: r, metric: resolution, calendar: desk, target: PT4H",
  timeline: [String] = ["{at: 2025-06-02T09:00:00+02:00, event: opened}"], more: String = ""
) -> String {
  """
  calendars:
    desk: {\(calendar)}
  agreement:
    name: Gold
    pauseReasons: [awaiting-requester]
    objectives:
      - {\(objective)}
  timeline:
  \(timeline.map { "  - " + $0 }.joined(separator: "\n"))
  \(more)
  """
}

func faults(_ text: String) -> [String] {
  do throws(MainstayError) {
    _ = try Scenario(yaml: Array(text.utf8), zones: ScenarioFolder.zones)
    return []
  } catch {
    guard case .invalid(let faults) = error else { return ["\(error)"] }
    return faults.map { "\($0.path): \($0.message)" }
  }
}

private let opened = "{at: 2025-06-02T09:00:00+02:00, event: opened}"

@Suite(.timeLimit(.minutes(10))) struct FaultTests {
  @Test func `the unspoilt scenario has no fault`() {
    #expect(faults(scenario()) == [])
  }

  @Test(arguments: [
    ("at: 2025-06-02T09:00:00, event: opened", "timeline[0].at"),
    ("at: 2025-06-02, event: opened", "timeline[0].at"),
    ("at: 2025-06-02T09:00:00.0001+02:00, event: opened", "timeline[0].at"),
    ("at: 2025-02-30T09:00:00+02:00, event: opened", "timeline[0].at"),
    ("event: opened", "timeline[0].at"),
    ("at: 2025-06-02T09:00:00+02:00", "timeline[0].event"),
    ("at: 2025-06-02T09:00:00+02:00, event: born", "timeline[0].event"),
    ("at: 2025-06-02T09:00:00+02:00, event: resolved", "timeline[0].event"),
    ("at: 2025-06-02T09:00:00+02:00, event: held, reason: lunch", "timeline[0].reason"),
    ("at: 2025-06-02T09:00:00+02:00, event: resumed, reason: lunch", "timeline[0].reason"),
    ("at: 2025-06-02T09:00:00+02:00, event: held", "timeline[0].reason"),
    ("at: 2025-06-02T09:00:00+02:00, event: answered", "timeline[0].by"),
    ("at: 2025-06-02T09:00:00+02:00, event: answered, by: nobody", "timeline[0].by"),
    ("at: 2025-06-02T09:00:00+02:00, event: answered, by: staff, public: perhaps", "timeline[0].public"),
    ("at: 2025-06-02T09:00:00+02:00, event: answerWithdrawn, answer: a9", "timeline[0].answer"),
    ("at: 2025-06-02T09:00:00+02:00, event: prioritized", "timeline[0].priority"),
    ("at: 2025-06-02T09:00:00+02:00, event: changed", "timeline[0].set"),
    ("at: 2025-06-02T09:00:00+02:00, event: assigned", "timeline[0].event"),
    ("at: 2025-06-02T09:00:00+02:00, event: handedOff", "timeline[0].vendor"),
  ]) func `an event that is faulty or stands first without opening is named`(_ event: String, _ path: String) {
    let found = faults(scenario(timeline: ["{\(event)}"]))
    #expect(found.contains { $0.hasPrefix(path + ": ") }, "\(found)")
  }

  @Test(arguments: [
    ([opened, opened], "timeline[1].event"),
    (
      ["{at: 2025-06-02T10:00:00+02:00, event: opened}", "{at: 2025-06-02T09:00:00+02:00, event: resolved}"],
      "timeline[1].event"
    ),
    (
      [
        opened, "{at: 2025-06-02T10:00:00+02:00, event: answered, by: staff, id: a}",
        "{at: 2025-06-02T09:30:00+02:00, event: answerWithdrawn, answer: a}",
      ], "timeline[2].answer"
    ),
    (
      [
        opened, "{at: 2025-06-02T10:00:00+02:00, event: answered, by: staff, id: a}",
        "{at: 2025-06-02T11:00:00+02:00, event: answered, by: staff, id: a}",
      ], "timeline[2].id"
    ),
  ]) func `what does not fit the order of time is named`(_ timeline: [String], _ path: String) {
    let found = faults(scenario(timeline: timeline))
    #expect(found.count == 1 && found[0].hasPrefix(path + ": "), "\(found)")
  }

  @Test(arguments: [
    ("metric: resolution, calendar: desk, target: PT4H", "name"),
    ("name: r, calendar: desk, target: PT4H", "metric"),
    ("name: r, metric: speed, calendar: desk, target: PT4H", "metric"),
    ("name: r, metric: resolution, target: PT4H", "calendar"),
    ("name: r, metric: resolution, calendar: moon, target: PT4H", "calendar"),
    ("name: r, metric: resolution, calendar: desk", "target"),
    ("name: r, metric: resolution, calendar: desk, target: 4h", "target"),
    ("name: r, metric: resolution, calendar: desk, target: PT0S", "target"),
    ("name: r, metric: resolution, calendar: desk, target: P1W", "target"),
    ("name: r, metric: resolution, calendar: desk, target: P1M", "target"),
    ("name: r, metric: resolution, calendar: desk, target: PT0.0001S", "target"),
    ("name: r, metric: resolution, calendar: desk, target: P1D", "target"),
    ("name: r, metric: resolution, calendar: desk, target: P1DT1H, days: local", "target"),
    ("name: r, metric: resolution, calendar: desk, target: P1D, days: working", "days"),
    ("name: r, metric: resolution, calendar: desk, target: {target: PT4H, days: local}", "target.target"),
    ("name: r, metric: resolution, calendar: desk, target: PT99999999999999999999H", "target"),
    ("name: r, metric: resolution, calendar: desk, targets: []", "targets"),
    ("name: r, metric: resolution, calendar: desk, targets: [{target: P3D}]", "targets[0].target"),
    ("name: r, metric: resolution, calendar: desk, targets: [{when: {a: b}}]", "targets[0].target"),
    ("name: r, metric: resolution, calendar: desk, targets: [{when: [a], target: PT1H}]", "targets[0].when"),
    ("name: r, metric: resolution, calendar: desk, targets: [{when: {a: []}, target: PT1H}]", "targets[0].when.a"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, onChange: forget", "onChange"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, reopen: never", "reopen"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, stopAt: noon", "stopAt"),
    ("name: r, metric: update, calendar: desk, target: PT4H, stopAt: closed", "stopAt"),
    ("name: r, metric: teamHolding, calendar: desk, target: PT4H", "team"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, team: apps", "team"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, vendor: acme", "vendor"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, thresholds: [\"PT1H\"]", "thresholds[0]"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, thresholds: [\"50%\", \"50%\"]", "thresholds[1]"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, thresholds: [\"-P1D\"]", "thresholds[0]"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, compliance: 95", "compliance"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, compliance: 101%", "compliance"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, compliance: [95%]", "compliance"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, colour: red", "colour"),
    ("name: r, name: s, metric: resolution, calendar: desk, target: PT4H", "name"),
    ("name: r, metric: resolution, calendar: desk, target: PT4H, pauseReasons: [a, a]", "pauseReasons[1]"),
  ]) func `a fault of an objective is named`(_ objective: String, _ path: String) {
    let found = faults(scenario(objective: objective))
    #expect(found.contains { $0.hasPrefix("agreement.objectives[0].\(path): ") }, "\(found)")
  }

  @Test(arguments: [
    ("timeZone: Europe/Nowhere, weekly: {}", "calendars.desk.timeZone"),
    ("weekly: {}", "calendars.desk.timeZone"),
    ("timeZone: Europe/Paris, weekly: {mon: [\"09:00-09:00\"]}", "calendars.desk.weekly.mon[0]"),
    ("timeZone: Europe/Paris, weekly: {mon: [\"09:00-12:00\", \"11:00-13:00\"]}", "calendars.desk.weekly.mon[1]"),
    ("timeZone: Europe/Paris, weekly: {}, closures: [{from: 02-29, to: 03-01}]", "calendars.desk.closures[0].from"),
    ("timeZone: Europe/Paris, weekly: {}, hours: 8", "calendars.desk.hours"),
  ]) func `a fault of a calendar is named, and the agreement is not blamed for it`(_ calendar: String, _ path: String) {
    let found = faults(scenario(calendar: calendar))
    #expect(found.count == 1 && found[0].hasPrefix(path + ": "), "\(found)")
  }

  @Test(arguments: [
    ("expect: [{clock: r, due: tomorrow}]", "expect[0].due"),
    ("expect: [{clock: r, target: P1D}]", "expect[0].target"),
    ("expect: [{state: met}]", "expect[0].clock"),
    ("expect: [{clock: r, state: won}]", "expect[0].state"),
    ("expect: [{clock: r, cycle: 0}]", "expect[0].cycle"),
    ("expect: [{clock: r, colour: red}]", "expect[0].colour"),
    ("expect: [{holder: closed}]", "expect[0].time"),
    ("asOf: yesterday", "asOf"),
    ("exclusions: [{from: 2025-06-02T10:00:00Z, to: 2025-06-02T10:00:00Z, reason: x}]", "exclusions[0].to"),
    ("exclusions: [{from: 2025-06-02T10:00:00Z, reason: x}]", "exclusions[0].to"),
    ("exclusions: {}", "exclusions"),
    ("weather: fine", "weather"),
    ("asOf: 2025-06-02T10:00:00Z\nasOf: 2025-06-02T10:00:00Z", "asOf"),
  ]) func `a fault elsewhere is named`(_ more: String, _ path: String) {
    let found = faults(scenario(more: more))
    #expect(found.count == 1 && found[0].hasPrefix(path + ": "), "\(found)")
  }

  @Test func `all faults come at once, repeated keys in different places among them`() {
    let text = scenario(
      objective: "name: r, metric: resolution, calendar: desk, calendar: moon, target: 4h",
      timeline: ["{at: now, event: opened, at: 2025-06-02T09:00:00Z}"], more: "weather: fine")
    let found = faults(text).map { $0.split(separator: ":")[0] }
    #expect(
      Set(found) == [
        "agreement.objectives[0].calendar", "agreement.objectives[0].target", "timeline[0].at", "weather",
      ])
  }

  @Test func `a repeated key is named by its path, quoted or plain`() {
    let text = scenario(timeline: ["{\"at\": 2025-06-02T09:00:00Z, event: opened, at: 2025-06-02T09:00:00Z}"])
    #expect(faults(text) == ["timeline[0].at: stands here twice"])
  }

  @Test func `what YAML 1_1 would misread is text here`() {
    let text = scenario(
      calendar:
        "timeZone: Europe/Paris, weekly: {mon: [09:00-17:00]}, closures: [{from: 12-24, to: 01-02}, {date: 2025-12-25}]",
      timeline: ["{at: 2025-06-02 09:00:00+02:00, event: opened, priority: 1, vip: yes}"])
    #expect(faults(text) == [])
  }
}
