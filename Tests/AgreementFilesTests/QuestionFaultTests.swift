import AgreementFiles
import Kernel
import SystemZones
import Testing

/// Small questions with one place to spoil.
private struct SpoiltQuestion {
  static let alignment = """
    calendars:
      desk: {timeZone: Europe/Paris, weekly: {mon: ["09:00-17:00"]}}
    promise: {name: Gold, calendar: desk, target: PT8H}
    routes:
      - name: one
        stages: [{name: work, calendar: desk, target: PT1H}]
      - name: two
        stages: [{name: work, calendar: desk, target: PT1H}]
    opened: {from: 2026-06-01T00:00:00+02:00, to: 2026-06-02T00:00:00+02:00}
    """

  static let availability = """
    calendars:
      desk: {timeZone: Europe/Paris, weekly: {mon: ["09:00-17:00"]}}
    service: shop
    timeZone: Europe/Paris
    period: {from: 2026-06-01, to: 2026-07-01}
    serviceHours: desk
    target: "99.9"
    rule: {uncovered: up}
    exclusions: [{from: 2026-06-01T00:00:00Z, to: 2026-06-01T01:00:00Z, reason: x}]
    intervals: [{from: 2026-06-01T00:00:00Z, to: 2026-06-01T01:00:00Z, state: down}]
    """

  static func faults<Asked: Question>(_ kind: Asked.Type, _ text: String) -> [String] {
    do {
      _ = try Asked(yaml: Array(text.utf8), zones: ScenarioFolder.zones).answered()
      return []
    } catch {
      guard case .invalid(let faults) = error else { return ["\(error)"] }
      return faults.map { "\($0.path): \($0.message)" }
    }
  }
}

@Suite(.timeLimit(.minutes(10))) struct AlignmentFaultTests {
  private func faults(_ text: String) -> [String] { SpoiltQuestion.faults(AlignmentFile.self, text) }

  @Test func `the unspoilt question has no fault, nor has one with a stage of no time at all`() {
    #expect(faults(SpoiltQuestion.alignment) == [])
    #expect(faults(SpoiltQuestion.alignment.replacing("target: PT1H}", with: "target: PT0S}")) == [])
  }

  /// A text of the question, what stands in its place, and the path of the one fault that comes of it.
  @Test(arguments: [
    ("name: Gold, ", "", "promise.name"),
    ("calendar: desk, target: PT8H", "calendar: dusk, target: PT8H", "promise.calendar"),
    ("target: PT8H", "target: P1D", "promise.target"), ("target: PT8H", "target: PT0S", "promise.target"),
    ("target: PT8H", "target: P1W", "promise.target"), ("target: PT8H", "target: PT8H, days: local", "promise.target"),
    ("target: PT8H", "target: P1D, days: working", "promise.days"),
    ("target: PT8H", "targets: [PT8H]", "promise.targets promise.target"),
    ("name: two", "name: one", "routes[1].name"),
    ("  - name: two", "  - share: 0.5\n    name: two", "routes[0].share"),
    ("name: one", "name: one\n    share: 1.5", "routes[0].share routes[1].share"),
    ("name: one", "name: one\n    share: -0.5", "routes[0].share routes[1].share"),
    ("name: one", "name: one\n    share: 1e-1", "routes[0].share routes[1].share"),
    ("name: one", "name: one\n    rate: 1", "routes[0].rate"),
    (
      "stages: [{name: work, calendar: desk, target: PT1H}]\n  - name: two", "stages: []\n  - name: two",
      "routes[0].stages"
    ),
    (
      "stages: [{name: work, calendar: desk, target: PT1H}]\n  - name: two", "stages: [{all: []}]\n  - name: two",
      "routes[0].stages[0].all"
    ),
    (
      "stages: [{name: work, calendar: desk, target: PT1H}]\n  - name: two",
      "stages: [{all: [{all: []}]}]\n  - name: two",
      "routes[0].stages[0].all[0].all routes[0].stages[0].all[0].name routes[0].stages[0].all[0].calendar "
        + "routes[0].stages[0].all[0].target"
    ),
    (
      "stages: [{name: work, calendar: desk, target: PT1H}]\n  - name: two",
      "stages: [{name: a, calendar: desk, target: PT1H}, {all: [{name: a, calendar: desk, target: PT1H}]}]\n  - name: two",
      "routes[0].stages[1].all[0].name"
    ),
    (
      "stages: [{name: work, calendar: desk, target: PT1H}]\n  - name: two",
      "stages: [{name: a, calendar: desk, target: PT1H, attained: {met: 2, of: 1}}]\n  - name: two",
      "routes[0].stages[0].attained.met"
    ),
    (
      "stages: [{name: work, calendar: desk, target: PT1H}]\n  - name: two",
      "stages: [{name: a, calendar: desk, target: PT1H, attained: {met: 0, of: 0}}]\n  - name: two",
      "routes[0].stages[0].attained.of"
    ),
    (
      "stages: [{name: work, calendar: desk, target: PT1H}]\n  - name: two",
      "stages: [{name: a, calendar: desk, target: PT1H, attained: {met: 0.5, of: 1}}]\n  - name: two",
      "routes[0].stages[0].attained.met"
    ),
    ("to: 2026-06-02T00:00:00+02:00", "to: 2026-05-02T00:00:00+02:00", "opened.to"),
    ("to: 2026-06-02T00:00:00+02:00", "to: 2027-06-02T00:01:00+02:00", "opened.to"),
    ("to: 2026-06-02T00:00:00+02:00", "to: 2026-06-01T00:00:00+02:00", "opened"),
    ("to: 2026-06-02T00:00:00+02:00", "to: 2026-06-01T02:00:00+02:00, during: desk", "opened"),
    ("to: 2026-06-02T00:00:00+02:00", "to: 2026-06-02T00:00:00+02:00, during: night", "opened.during"),
    ("to: 2026-06-02T00:00:00+02:00", "to: 2026-06-02T00:00:00", "opened.to"),
    (
      "opened: {", "exclusions: [{from: 2026-06-01T00:00:00Z, to: 2026-06-01T01:00:00Z}]\nopened: {",
      "exclusions[0].reason"
    ),
    (
      "opened: {", "exclusions: [{from: 2026-06-01T02:00:00Z, to: 2026-06-01T01:00:00Z, reason: x}]\nopened: {",
      "exclusions[0].to"
    ),
    (
      "opened: {",
      "exclusions: [{from: 2026-06-01T00:00:00Z, to: 2026-06-01T01:00:00Z, reason: x, clause: y}]\nopened: {",
      "exclusions[0].clause"
    ),
    ("opened: {", "answer: 42\nopened: {", "answer"),
    ("timeZone: Europe/Paris", "timeZone: Europe/Atlantis", "calendars.desk.timeZone"),
    ("timeZone: Europe/Paris, ", "", "calendars.desk.timeZone"),
  ])
  func `a fault is named by its path`(text: String, spoilt: String, paths: String) {
    let file = SpoiltQuestion.alignment.replacing(text, with: spoilt, maxReplacements: 1)
    let found = faults(file)
    let wanted = paths.split(separator: " ").map(String.init)
    #expect(found.map { String($0.prefix { $0 != ":" }) } == wanted, "\(found)")
  }

  @Test func `missing parts are all named at once`() {
    #expect(
      faults("expect: []").map { String($0.prefix { $0 != ":" }) } == ["calendars", "promise", "routes", "opened"])
  }

  @Test(
    arguments: [
      (["0.5", "0.4"], "have shares that add up to 0.9, not 1"),
      (["0.333333333", "0.666666668"], nil),
      (["0.333333333", "0.66666666"], "have shares that add up to 0.999999993, not 1"),
      (["\"0.25\"", "0.75"], nil), (["1", "0"], nil), (["1.0", "0.0000000005"], nil),
    ] as [([String], String?)])
  func `shares add up to one, exactly added`(shares: [String], fault: String?) {
    var text = SpoiltQuestion.alignment
    for (name, share) in zip(["one", "two"], shares) {
      text = text.replacing("- name: \(name)", with: "- share: \(share)\n    name: \(name)")
    }
    #expect(faults(text) == (fault.map { ["routes: " + $0] } ?? []))
  }

  @Test func `the limits are named`() {
    let stage = "{name: s#, calendar: desk, target: PT1H}"
    func stages(_ count: Int) -> String {
      (0..<count).map { stage.replacing("#", with: String($0)) }.joined(separator: ", ")
    }
    let whole = "stages: [{name: work, calendar: desk, target: PT1H}]\n  - name: two"
    let many = SpoiltQuestion.alignment.replacing(whole, with: "stages: [\(stages(21))]\n  - name: two")
    #expect(faults(many) == ["routes[0].stages: has more than 20 entries"])
    let beside = SpoiltQuestion.alignment.replacing(
      whole,
      with:
        "stages: [{all: [\(stages(12))]}, {all: [\(stages(12).replacing("name: s", with: "name: t"))]}]\n  - name: two")
    #expect(faults(beside) == ["routes[0].stages: has more than 20 stages, those side by side included"])
    let route = "  - {name: r#, stages: [{name: s, calendar: desk, target: PT1H}]}\n"
    let routes = (0..<51).map { route.replacing("#", with: String($0)) }.joined()
    let text = SpoiltQuestion.alignment.replacing("routes:\n", with: "routes:\n" + routes)
    #expect(faults(text) == ["routes: has more than 50 entries"])
    let exclusion = "{from: 2026-06-01T00:00:00Z, to: 2026-06-01T01:00:00Z, reason: x}"
    let excluded = "exclusions: [\(Array(repeating: exclusion, count: 1001).joined(separator: ", "))]\n"
    #expect(faults(excluded + SpoiltQuestion.alignment) == ["exclusions: has more than 1000 entries"])
  }
}

@Suite(.timeLimit(.minutes(10))) struct AvailabilityFaultTests {
  private func faults(_ text: String) -> [String] { SpoiltQuestion.faults(AvailabilityFile.self, text) }

  @Test func `the unspoilt question has no fault`() { #expect(faults(SpoiltQuestion.availability) == []) }

  /// As for alignments.
  @Test(arguments: [
    ("service: shop\n", "", "service"), ("timeZone: Europe/Paris\n", "", "timeZone"),
    ("timeZone: Europe/Paris\n", "timeZone: Paris\n", "timeZone"),
    ("timeZone: Europe/Paris\n", "timeZone: 12\n", "timeZone"),
    ("to: 2026-07-01", "to: 2026-06-01", "period.to"), ("to: 2026-07-01", "to: 2026-05-01", "period.to"),
    ("to: 2026-07-01", "to: 2026-06-31", "period.to"), ("to: 2026-07-01", "to: 2026-07-01T00:00:00", "period.to"),
    ("to: 2026-07-01", "to: 2226-07-01", "period.to"),
    ("to: 2026-07-01", "until: 2026-07-01", "period.until period.to"),
    ("serviceHours: desk", "serviceHours: night", "serviceHours"),
    ("target: \"99.9\"", "target: \"99.9999999\"", "target"),
    ("target: \"99.9\"", "target: \"100.1\"", "target"), ("target: \"99.9\"", "target: \"-1\"", "target"),
    ("target: \"99.9\"", "target: \"99,9\"", "target"), ("target: \"99.9\"", "target: [99.9]", "target"),
    ("target: \"99.9\"\n", "", "target"), ("rule: {uncovered: up}\n", "", "rule"),
    ("uncovered: up", "unknown: up", "rule.uncovered"),
    ("uncovered: up", "uncovered: down", "rule.uncovered"),
    ("uncovered: up", "uncovered: up, unknown: maybe", "rule.unknown"),
    ("uncovered: up", "uncovered: up, degraded: \"1.1\"", "rule.degraded"),
    ("uncovered: up", "uncovered: up, degraded: \"0.1234567890123\"", "rule.degraded"),
    ("uncovered: up", "uncovered: up, maintenance: ignored", "rule.maintenance"),
    ("uncovered: up", "uncovered: up, weight: 1", "rule.weight"), (", reason: x", "", "exclusions[0].reason"),
    (", reason: x", ", reason: x, approved: perhaps", "exclusions[0].approved"),
    (", reason: x", ", reason: x, clause: y", "exclusions[0].clause"),
    ("exclusions: [{from: 2026-06-01T00", "exclusions: [{from: 2026-06-01T02", "exclusions[0].to"),
    ("intervals: [{from: 2026-06-01T00", "intervals: [{from: 2026-06-01T02", "intervals[0].to"),
    ("state: down", "state: broken", "intervals[0].state"), ("state: down", "state: down, by: me", "intervals[0].by"),
    ("state: down", "state: down, source: []", "intervals[0].source"), (", state: down", "", "intervals[0].state"),
    ("service: shop", "service: shop\nasOf: 2026-06-01", "asOf"), ("service: shop", "service: shop\nslo: 1", "slo"),
  ])
  func `a fault is named by its path`(text: String, spoilt: String, paths: String) {
    let found = faults(SpoiltQuestion.availability.replacing(text, with: spoilt, maxReplacements: 1))
    let wanted = paths.split(separator: " ").map(String.init)
    #expect(found.map { String($0.prefix { $0 != ":" }) } == wanted, "\(found)")
  }

  @Test func `missing parts are all named at once`() {
    #expect(
      faults("expect: []").map { String($0.prefix { $0 != ":" }) }
        == ["service", "timeZone", "period", "target", "rule"])
  }

  @Test func `what ends where it begins takes no time and is listed, what is open ends at asOf`() throws {
    let text = SpoiltQuestion.availability
      .replacing("serviceHours: desk\n", with: "asOf: 2026-06-02T00:00:00+02:00\n")
      .replacing("to: 2026-06-01T01:00:00Z, reason: x", with: "to: 2026-06-01T00:00:00Z, reason: x")
      .replacing("to: 2026-06-01T01:00:00Z, state: down", with: "state: down")
    let file = try AvailabilityFile(yaml: Array(text.utf8), zones: ScenarioFolder.zones)
    let json = try file.answered().json
    #expect(json["unapproved"]?.arrayValue?.map { $0["reason"] } == ["x"])
    #expect(json["seconds"]?["period"] == .decimal("86400"))
    #expect(json["seconds"]?["down"] == .decimal("79200"))
  }
}

/// Question files made to break a reader get faults like any other.
@Suite(.timeLimit(.minutes(10))) struct HostileQuestionTests {
  @Test(arguments: ["", "[", "42", "a: &a [*a]", "{}", "null", "- - -", "expect: {path: x}", "\u{0}"])
  func `odd texts are faulty questions`(_ text: String) {
    #expect(!SpoiltQuestion.faults(AlignmentFile.self, text).isEmpty)
    #expect(!SpoiltQuestion.faults(AvailabilityFile.self, text).isEmpty)
  }

  @Test func `a question that is too long says the limit`() {
    let text = "# " + String(repeating: "x", count: YAMLLimit.questionBytes)
    #expect(SpoiltQuestion.faults(AlignmentFile.self, text) == [": the file is longer than 16777216 bytes"])
  }
}
