import Agreements
import Kernel

/// A value that an evaluation did not find as expected.
public struct FailedExpectation: Hashable, Sendable {
  /// `expect[2].due`.
  public var path: String
  public var expected: String
  public var got: String

  /// `expect[2].due: expected 2025-06-02T09:00:00Z, got null`.
  public var line: String { "\(path): expected \(expected), got \(got)" }
}

extension Scenario {
  /// Every value of `expect` that does not hold.
  public func failures(of evaluation: Evaluation) -> [FailedExpectation] {
    expectations.enumerated().flatMap { index, expectation in
      expectation.failures(of: evaluation, path: "expect[\(index)]")
    }
  }
}

extension Expectation {
  func failures(of evaluation: Evaluation, path: String) -> [FailedExpectation] {
    switch subject {
    case .holder(let name, let time):
      let got = evaluation.attribution.first { $0.holder.text == name }?.time ?? .zero
      return got == time ? [] : [FailedExpectation(path: path + ".time", expected: time.iso8601, got: got.iso8601)]
    case .cycles(let clock, let count):
      let got = evaluation.clocks.filter { $0.clock == clock && $0.state != .idle }.count
      return got == count ? [] : [FailedExpectation(path: path + ".cycles", expected: "\(count)", got: "\(got)")]
    case .cycle(let clock, let number, let values):
      guard let reading = evaluation.clocks.first(where: { $0.clock == clock && $0.cycle == number }) else {
        return [FailedExpectation(path: path, expected: "cycle \(number) of \(clock)", got: "no such cycle")]
      }
      return values.compactMap { $0.failure(of: reading, path: path) }
    }
  }
}

extension Expectation.Value {
  func failure(of reading: ClockReading, path: String) -> FailedExpectation? {
    func compare(_ key: String, _ expected: String, _ got: String) -> FailedExpectation? {
      expected == got ? nil : FailedExpectation(path: "\(path).\(key)", expected: expected, got: got)
    }
    func text(_ rungs: [FiredRung]) -> String {
      "[" + rungs.map { "\($0.rung) at \($0.at.rfc3339)" }.sorted().joined(separator: ", ") + "]"
    }
    switch self {
    case .state(let state): return compare("state", state.rawValue, reading.state.rawValue)
    case .thresholds(let rungs): return compare("thresholds", text(rungs), text(reading.thresholds))
    case .beyondHorizon(let flag):
      return compare("beyondHorizon", flag.map(String.init) ?? "null", reading.beyondHorizon.map(String.init) ?? "null")
    case .instant(let key, let instant):
      let got: Instant? =
        switch key {
        case "due": reading.due
        case "startedAt": reading.startedAt
        case "stoppedAt": reading.stoppedAt
        default: reading.breachedAt
        }
      return compare(key, instant?.rfc3339 ?? "null", got?.rfc3339 ?? "null")
    case .duration(let key, let length):
      let got: Duration? =
        switch key {
        case "target": reading.target
        case "elapsed": reading.elapsed
        case "remaining": reading.remaining
        default: reading.overrun
        }
      return compare(key, length?.iso8601 ?? "null", got?.iso8601 ?? "null")
    }
  }
}
