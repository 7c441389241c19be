import AgreementFiles
import Kernel
import Testing

/// A question that holds, with one place to spoil.
private func question(
  model: String = "erlang-c", interval: String = "PT30M", handling: String = "PT3M",
  promise: String = #"{share: "0.80", within: PT20S}"#, more: String = "",
  arrivals: [String] = [#"{at: 2026-06-01T08:00:00+02:00, count: "100"}"#]
) -> String {
  """
  model: \(model)
  interval: \(interval)
  handling: \(handling)
  promise: \(promise)
  \(more)
  arrivals:
  \(arrivals.map { "  - " + $0 }.joined(separator: "\n"))
  """
}

private func staffingFaults(_ text: String) -> [String] {
  do throws(MainstayError) {
    _ = try StaffingFile(yaml: Array(text.utf8), zones: ScenarioFolder.zones).answered()
    return []
  } catch {
    guard case .invalid(let faults) = error else { return ["\(error)"] }
    return faults.map { "\($0.path): \($0.message)" }
  }
}

private func answer(_ text: String) throws -> any QuestionAnswer {
  try StaffingFile(yaml: Array(text.utf8), zones: ScenarioFolder.zones).answered()
}

@Suite("Questions about people", .timeLimit(.minutes(10)))
struct StaffingFileTests {
  @Test func `the unspoilt question has no fault, and its members are those of the specification`() throws {
    #expect(staffingFaults(question()) == [])
    let json = try answer(question()).json
    #expect(json.objectValue?.keys.sorted() == ["intervals", "model"])
    let interval = try #require(json["intervals"]?.arrayValue?.first)
    #expect(
      interval.objectValue?.keys.sorted() == [
        "abandon", "at", "attained", "gap", "load", "meanWaitSeconds", "occupancy", "people", "rostered", "there",
      ])
    #expect(interval["at"] == "2026-06-01T06:00:00Z")
    #expect(interval["people"] == 14)
    #expect(interval["load"] == .decimal("10"))
    #expect(interval["abandon"] == JSON.null)
  }

  @Test(arguments: [
    (question(model: "erlang-b"), "model: must be one of erlang-c, erlang-a, waiting"),
    (question(handling: "PT0S"), "handling: must be longer than nothing"),
    (question(handling: "-PT3M"), "handling: is not a duration: write it like PT4H, PT30M or P3D"),
    (question(interval: "P1D"), "interval: must be written in hours, minutes and seconds, like PT24H"),
    (question(promise: #"{share: "0", within: PT20S}"#), "promise.share: must be more than 0"),
    (question(promise: #"{share: "1", within: PT20S}"#), "promise.share: must be less than 1"),
    (question(promise: #"{share: "1.000", within: PT20S}"#), "promise.share: must be less than 1"),
    (
      question(promise: "{share: 0.8, within: PT20S, of: all}"),
      "promise.of: is not known here; known are share, within"
    ),
    (question(promise: "{share: 0.8}"), "promise.within: is missing: answered in what time, like PT20S"),
    (question(more: "patience: PT2M"), "patience: is for erlang-a alone: by erlang-c nobody gives up"),
    (question(model: "erlang-a"), "patience: is missing: the mean time until a caller gives up, like PT2M"),
    (question(model: "erlang-a", more: "patience: PT0S"), "patience: must be longer than nothing"),
    (question(more: "occupancy: \"0\""), "occupancy: must be more than 0"),
    (question(more: "occupancy: 1.1"), "occupancy: must be from 0 to 1"),
    (question(more: "shrinkage: 1"), "shrinkage: must be less than 1"),
    (question(more: "shrinkage: \"-0.1\""), "shrinkage: must be a decimal number like 99.95"),
    (question(arrivals: []), "arrivals: is missing: what is expected, by interval"),
    (
      question(arrivals: ["{at: 2026-06-01T08:00:00Z, count: \"-1\"}"]),
      "arrivals[0].count: must be a decimal number like 99.95"
    ),
    (
      question(arrivals: ["{at: 2026-06-01T08:00:00, count: 1}"]),
      "arrivals[0].at: is not an instant: it has no offset; add Z or one like +02:00"
    ),
    (
      question(arrivals: ["{at: 2026-06-01T08:00:00Z, count: 1}", "{at: 2026-06-01T10:00:00+02:00, count: 1}"]),
      "arrivals[1].at: stands here twice"
    ),
    (
      question(more: "roster: [{at: 2026-06-01T09:00:00+02:00, people: 3}]"), "roster[0].at: is no interval of arrivals"
    ),
    (
      question(more: "roster: [{at: 2026-06-01T08:00:00+02:00, people: -3}]"),
      "roster[0].people: must be from 0 to 10000"
    ),
    (
      question(more: "roster: [{at: 2026-06-01T08:00:00+02:00, people: 3}, {at: 2026-06-01T06:00:00Z, people: 3}]"),
      "roster[1].at: stands here twice"
    ),
    (
      question(more: "colour: blue"),
      "colour: is not known here; known are model, interval, handling, promise, patience, occupancy, shrinkage, arrivals, roster, expect"
    ),
    (
      question(arrivals: ["{at: 2026-06-01T08:00:00Z, count: 999999}"]),
      "arrivals[0].count: needs more than 10000 people"
    ),
  ])
  func `what is wrong is said where it stands`(_ text: String, _ fault: String) {
    #expect(staffingFaults(text) == [fault])
  }

  @Test func `every fault comes back at once`() {
    let text = question(
      model: "erlang-a", interval: "PT0S", handling: "soon", promise: "{share: 2}", more: "shrinkage: 1",
      arrivals: ["{at: now, count: many}", "7"])
    #expect(staffingFaults(text).count == 9, "\(staffingFaults(text))")
  }

  @Test func `the table for people has the figures, and bars`() throws {
    let text = try answer(
      question(
        model: "erlang-a", more: "patience: PT2M\nshrinkage: 0.3\nroster: [{at: 2026-06-01T06:00:00Z, people: 8}]")
    ).prettyText(ascii: true)
    #expect(text.contains("give up"))
    #expect(text.contains("2026-06-01T06:00:00Z"))
    #expect(text.contains("=") && text.contains("!"))
    #expect(text.utf8.allSatisfy { $0 < 128 })
    let drawn = try answer(question()).prettyText(ascii: false)
    #expect(drawn.contains("█"))
    #expect(drawn.contains("88.8 %"))
  }
}

/// A question about work that waits.
private func waiting(
  priority: String = "", people: String = "[{calendar: desk}]", more: String = "",
  handling: String = "{lognormal: {mean: PT2H, deviation: PT2H}}", within: String = "PT8H"
) -> String {
  """
  model: waiting
  calendars:
    desk:
      timeZone: Europe/Paris
      workingDay: PT8H
      weekly: {mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"], thu: ["09:00-17:00"], fri: ["09:00-17:00"]}
  period: {from: 2026-06-01T00:00:00+02:00, to: 2026-06-29T00:00:00+02:00}
  priorities:
    - name: P1
      arrivals: {perHour: "1", during: desk}
      handling: \(handling)
      promise: {share: 0.8, within: \(within), calendar: desk}
      \(priority)
  people: \(people)
  runs: 5
  \(more)
  """
}

@Suite("Questions about work that waits", .timeLimit(.minutes(10)))
struct WaitingFileTests {
  @Test func `the answer names its seed, and is the same each time`() throws {
    let json = try answer(waiting(more: "there: 1")).json
    #expect(json["seed"] == 1)
    #expect(json["runs"] == 5)
    #expect(json == (try answer(waiting(more: "there: 1")).json))
    #expect(json != (try answer(waiting(more: "there: 1\nseed: 2")).json))
    let people = try #require(json["people"]?.integerValue)
    #expect(people >= 2)
    #expect(json["gap"]?.integerValue == people - 1)
    #expect(json["priorities"]?.arrayValue?.first?["holds"] == true)
    #expect(json["there"]?["priorities"]?.arrayValue?.first?["holds"] == false)
    #expect(try answer(waiting(more: "there: 1")).prettyText(ascii: true).contains("With 1 people"))
  }

  @Test func `working days are those of the calendar`() throws {
    #expect(try answer(waiting(within: "P1D")).json == answer(waiting(within: "PT8H")).json)
  }

  @Test(arguments: [
    (waiting(handling: "{}"), "priorities[0].handling: has either lognormal or empirical"),
    (waiting(handling: "{empirical: []}"), "priorities[0].handling.empirical: has no handling time"),
    (
      waiting(handling: "{empirical: [PT1H, P1D]}"),
      "priorities[0].handling.empirical[1]: must be written in hours, minutes and seconds, like PT24H"
    ),
    (
      waiting(handling: "{lognormal: {mean: PT0S, deviation: PT1H}}"),
      "priorities[0].handling.lognormal.mean: must be longer than nothing"
    ),
    (waiting(people: "[]"), "people: has nobody"),
    (waiting(people: "[{calendar: night}]"), "people[0].calendar: there is no calendar night; there are desk"),
    (
      waiting(people: "[{calendar: desk, count: 3}]", more: "there: 4"),
      "there: is for rows of people without a count, and there is none"
    ),
    (waiting(more: "seed: -1"), "seed: must be from 0 to \(Int.max)"),
    (
      waiting(more: "interval: PT30M"),
      "interval: is not known here; known are model, calendars, period, warmUp, priorities, people, there, seed, runs, expect"
    ),
    (waiting(more: "warmUp: P800D"), "period: is with its warm-up longer than 732 days"),
    (waiting(more: "warmUp: P99999999D"), "warmUp: is longer than a hundred years"),
  ])
  func `what is wrong is said where it stands`(_ text: String, _ fault: String) {
    #expect(staffingFaults(text) == [fault])
  }
}
