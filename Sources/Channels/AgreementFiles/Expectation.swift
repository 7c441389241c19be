import Agreements
import Kernel

/// A row of `expect`: what an evaluation must find.
public struct Expectation: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    /// Values of one cycle of a clock.
    case cycle(clock: String, number: Int, values: [Value])
    /// How many cycles a clock has.
    case cycles(clock: String, count: Int)
    /// How long a holder had the ticket.
    case holder(String, time: Duration)
  }

  public enum Value: Hashable, Sendable {
    case state(ClockState)
    /// `due`, `startedAt`, `stoppedAt` or `breachedAt`; nil: there is none.
    case instant(key: String, Instant?)
    /// `target`, `elapsed`, `remaining` or `overrun`; nil: there is none.
    case duration(key: String, Duration?)
    case thresholds([FiredRung])
    case beyondHorizon(Bool?)
  }

  public var subject: Subject

  public init(_ subject: Subject) { self.subject = subject }
}

struct ExpectationReader {
  private static let instants = ["due", "startedAt", "stoppedAt", "breachedAt"]
  private static let durations = ["target", "elapsed", "remaining", "overrun"]

  func expectations(_ field: Field) -> [Expectation] {
    field.elements(limit: Scenario.maximumExpectations)?.compactMap(expectation) ?? []
  }

  private func expectation(_ field: Field) -> Expectation? {
    guard let any = field.anyMembers(of: "clock and what it must be, or holder and time") else { return nil }
    if any["holder"] != nil {
      guard let members = field.members(["holder", "time"], of: "holder, time") else { return nil }
      let holder = members["holder"]?.name()
      let time = members.required("time", "is missing: how long").flatMap(length)
      guard let holder, let time else { return nil }
      return Expectation(.holder(holder, time: time))
    }
    guard let clock = any.required("clock", "is missing; a row names a clock or a holder")?.name() else { return nil }
    if let cycles = any["cycles"] {
      _ = field.members(["clock", "cycles"], of: "clock, cycles")
      return count(cycles, from: 0).map { Expectation(.cycles(clock: clock, count: $0)) }
    }
    let known =
      ["clock", "cycle", "state"] + ExpectationReader.instants + ExpectationReader.durations
      + ["thresholds", "beyondHorizon"]
    guard let members = field.members(known, of: "clock, cycle and what it must be") else { return nil }
    let cycle = members["cycle"].map { count($0, from: 1) } ?? 1
    guard let cycle else { return nil }
    return Expectation(.cycle(clock: clock, number: cycle, values: values(members)))
  }

  private func values(_ members: Members) -> [Expectation.Value] {
    var values: [Expectation.Value] = []
    for key in ["state"] + ExpectationReader.instants + ExpectationReader.durations + ["thresholds", "beyondHorizon"]
    where members.has(key) {
      guard let field = members[key] else {
        switch key {
        case "thresholds": values.append(.thresholds([]))
        case "beyondHorizon": values.append(.beyondHorizon(nil))
        case "state": members.field.missing("state", "is empty")
        case let key where ExpectationReader.instants.contains(key): values.append(.instant(key: key, nil))
        default: values.append(.duration(key: key, nil))
        }
        continue
      }
      switch key {
      case "state": if let state = field.choice(ClockState.self) { values.append(.state(state)) }
      case "thresholds": values.append(.thresholds(rungs(field)))
      case "beyondHorizon": if let flag = field.bool() { values.append(.beyondHorizon(flag)) }
      case let key where ExpectationReader.instants.contains(key):
        if let instant = field.instant() { values.append(.instant(key: key, instant)) }
      default: if let length = length(field) { values.append(.duration(key: key, length)) }
      }
    }
    return values
  }

  private func rungs(_ field: Field) -> [FiredRung] {
    guard let rows = field.elements(limit: AgreementLimit.thresholds) else { return [] }
    return rows.compactMap { row in
      guard let members = row.members(["rung", "at"], of: "rung, at") else { return nil }
      let rung = members.required("rung")?.name()
      let at = members.required("at")?.instant()
      guard let rung, let at else { return nil }
      return FiredRung(at: at, rung: rung)
    }
  }

  private func length(_ field: Field) -> Duration? {
    guard let duration = field.duration() else { return nil }
    guard duration.days == 0 else {
      field.fault("must be written in hours, minutes and seconds, like PT25H")
      return nil
    }
    return duration.time
  }

  private func count(_ field: Field, from least: Int) -> Int? {
    if let number = field.value.integerValue, number >= least, let small = Int(exactly: number) { return small }
    field.fault("must be a whole number from \(least)")
    return nil
  }
}
