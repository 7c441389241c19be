import AgreementFiles
import Agreements
import Kernel
import SystemZones
import Testing

/// An agreement file with one place to spoil.
private func file(agreement: String = "", objective: String = "", more: String = "") -> String {
  """
  calendars:
    desk: {timeZone: Europe/Paris, weekly: {mon: ["09:00-17:00"]}}
  agreements:
    gold:
      name: Gold
      \(agreement)
      objectives:
        - {name: r, metric: resolution, calendar: desk, target: PT4H\(objective.isEmpty ? "" : ", " + objective)}
  \(more)
  """
}

private func lines(_ files: [(name: String, text: String)], known: [String: Duration?] = [:]) -> [String] {
  do throws(MainstayError) {
    _ = try AgreementFile(
      files.map { AgreementFile.Source(name: $0.name, bytes: Array($0.text.utf8)) }, known: known,
      zones: SystemZones())
    return []
  } catch {
    guard case .invalid(let faults) = error else { return ["\(error)"] }
    return faults.map { "\($0.path): \($0.message)" }
  }
}

private func lines(_ text: String) -> [String] { lines([("", text)]) }

@Suite("An agreement file", .timeLimit(.minutes(10)))
struct AgreementFileTests {
  @Test("gives agreements with what decides which tickets they cover")
  func sound() throws {
    let text = file(
      agreement: """
        scope: {service: [mail, web]}
            when: {priority: P1}
            tier: gold
            validFrom: 2025-01-01+01:00
            validTo: 2026-01-01T00:00:00Z
            exclusions: [{from: 2025-05-01T00:00:00Z, to: 2025-05-02T00:00:00Z, reason: move}]
        """)
    let read = try AgreementFile([AgreementFile.Source(bytes: Array(text.utf8))], zones: SystemZones())
    let entry = try #require(read.agreements.first)
    #expect(entry.path == "agreements.gold" && entry.key == "gold" && entry.agreement.name == "Gold")
    #expect(entry.scope == ["service": ["mail", "web"], "priority": ["P1"], "tier": ["gold"]])
    #expect(entry.validFrom?.rfc3339 == "2024-12-31T23:00:00Z")
    #expect(entry.validTo?.rfc3339 == "2026-01-01T00:00:00Z")
    #expect(entry.exclusions.map(\.reason) == ["move"])
    #expect(read.calendars.keys.sorted() == ["desk"])
  }

  private static let gold = "agreements.gold."
  private static let first = "agreements.gold.objectives[0]."

  @Test(
    "says of each fault of an agreement where it stands and what is wrong",
    arguments: [
      ("scope: mail", "scope: must be a mapping: attributes and their values"),
      ("scope: {service: }", "scope.service: has no value"), ("scope: {service: []}", "scope.service: has no value"),
      ("tier: [gold, {a: b}]", "tier[1]: must be a text that is not empty"),
      (
        "validFrom: 2025-01-01",
        "validFrom: has no offset; write it like 2025-01-01+01:00 or 2025-01-01T00:00:00+01:00"
      ),
      ("validFrom: 2025-02-30T00:00:00Z", "validFrom: is not an instant: there is no such date"),
      ("validTo: {a: 1}", "validTo: must be an instant like 2025-06-02T09:00:00+02:00"),
      ("key: silver", "key: is not gold"),
      (
        "colour: red",
        "colour: is not known here; known are key, scope, when, tier, validFrom, validTo, exclusions, termination, kind, "
          + "parties, signatories, scopeWords, clauses, assumptions, documents, reviewDate, noticePeriod, name, "
          + "pauseReasons, objectives, measures"
      ),
      ("pauseReasons: lunch", "pauseReasons: must be a list"), ("name: Silver", "name: stands here twice"),
      (
        "exclusions: [{from: 2025-05-01T00:00:00Z, to: 2025-05-01T00:00:00Z, reason: move}]",
        "exclusions[0].to: is not after from"
      ),
      ("exclusions: [{from: 2025-05-01T00:00:00Z, reason: move}]", "exclusions[0].to: is missing"),
      ("exclusions: {a: b}", "exclusions: must be a list"),
    ])
  func agreement(spoilt: String, expected: String) {
    #expect(lines(file(agreement: spoilt)) == [Self.gold + expected])
  }

  @Test("what decides coverage stands once, and the end lies after the beginning")
  func pairs() {
    func two(_ first: String, _ second: String) -> [String] { lines(file(agreement: first + "\n    " + second)) }
    #expect(
      two("scope: {service: mail}", "when: {service: web}") == [Self.gold + "when.service: stands in scope and in when"]
    )
    #expect(two("scope: {tier: gold}", "tier: gold") == [Self.gold + "tier: stands in scope or when, too"])
    #expect(
      two("validFrom: 2025-01-01+01:00", "validTo: 2025-01-01+01:00") == [Self.gold + "validTo: is not after validFrom"]
    )
  }

  @Test(
    "says of each fault of an objective where it stands and what is wrong",
    arguments: [
      ("stopAt: never", "stopAt: must be one of resolved, closed"),
      ("thresholds: [50%, 50%]", "thresholds[1]: 50% stands here twice"),
      ("thresholds: [soon]", "thresholds[0]: is not a threshold: write it like 75%, -PT1H, +PT30M or -PT1H wall"),
      ("team: network", "team: stands only with the metric teamHolding"),
      ("vendor: acme", "vendor: stands only with the metrics vendorHolding and acknowledgement"),
      ("days: local", "target: counts local days, so it has days only, like P30D"),
      ("reopen: maybe", "reopen: must be one of continue, restart, keepFirst, countAll"),
      ("onChange: panic", "onChange: must be one of carryElapsed, restart"),
      ("pauseReasons: [a, {b: c}]", "pauseReasons[1]: must be a text that is not empty"),
    ])
  func objective(spoilt: String, expected: String) {
    #expect(lines(file(objective: spoilt)) == [Self.first + expected])
  }

  private static func silver(_ objective: String) -> String {
    "  silver: {name: Silver, objectives: [{name: x, metric: resolution, \(objective)}]}"
  }

  @Test(
    "says of each fault beside a sound agreement where it stands and what is wrong",
    arguments: [
      ("  silver:", ["agreements.silver: is empty; it has name and objectives"]),
      ("  silver: {name: S}", ["agreements.silver.objectives: is missing: what the agreement promises"]),
      ("  silver: {name: S, objectives: []}", ["agreements.silver.objectives: has no objective"]),
      (
        "  gold: {name: G}",
        [
          "agreements.gold: stands here twice", "agreements.gold.objectives: is missing: what the agreement promises",
        ]
      ),
      ("extra: 1", ["extra: is not known here; known are calendars, agreements"]),
      (
        silver("calendar: night, target: PT1H"),
        ["agreements.silver.objectives[0].calendar: there is no calendar night; there are desk"]
      ),
      (
        silver("calendar: desk, target: P1D"),
        ["agreements.silver.objectives[0].target: is in days, but the calendar desk declares no workingDay"]
      ),
      (
        silver("calendar: desk, target: PT0S"),
        ["agreements.silver.objectives[0].target: is zero; a target is longer than that"]
      ),
      (
        silver("calendar: desk, target: four hours"),
        ["agreements.silver.objectives[0].target: is not a duration: write it like PT4H, PT30M or P3D"]
      ),
    ])
  func beside(more: String, expected: [String]) { #expect(lines(file(more: more)) == expected) }

  @Test(
    "says what is wrong with a file as a whole",
    arguments: [
      ("", ["the file is empty"]), ("[1]", ["must be a mapping: calendars, agreements"]),
      ("a: [", ["the file is not YAML: did not find expected node content (line 2, column 1)"]),
      ("scope: {service: mail}", ["scope: is not known here; known are calendars, agreements"]),
      ("agreements: 5", ["agreements: must be a list"]),
      (
        "agreements: [{name: x, objectives: [{name: r, metric: resolution, calendar: desk, target: PT4H}]}]",
        [
          "agreements[0].key: is missing: what the agreement is known by",
          "agreements[0].objectives[0].calendar: there is no calendar desk",
        ]
      ),
    ])
  func whole(text: String, expected: [String]) {
    // A fault of the whole file has no path.
    #expect(lines(text).map { $0.hasPrefix(": ") ? String($0.dropFirst(2)) : $0 } == expected)
  }

  @Test("files that are applied together name each fault's file, and no key may stand in two")
  func together() {
    #expect(
      lines([("a.yaml", file()), ("b.yaml", file())]) == [
        "b.yaml: calendars.desk: another file has this calendar",
        "b.yaml: agreements.gold: another agreement has the key gold",
      ])
  }

  @Test("an agreement may rest on a calendar of another file, or on one that is there already")
  func calendars() {
    let agreement = """
      agreements:
        gold: {name: Gold, objectives: [{name: r, metric: resolution, calendar: night, target: P1D}]}
      """
    let calendar = "calendars: {night: {timeZone: UTC, workingDay: PT8H, weekly: {mon: [\"20:00-06:00\"]}}}"
    #expect(lines([("a", agreement), ("b", calendar)]) == [])
    #expect(lines([("a", agreement)], known: ["night": .some(.hours(8))]) == [])
    #expect(
      lines([("a", agreement)], known: ["night": nil]) == [
        "a: agreements.gold.objectives[0].target: is in days, but the calendar night declares no workingDay"
      ])
  }
}
