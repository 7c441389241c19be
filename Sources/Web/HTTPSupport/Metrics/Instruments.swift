import Metrics
import Synchronization

protocol Instrument: AnyObject, Sendable {
  var kind: String { get }
  func write(_ name: String, _ labels: String, _ out: inout String)
}

final class CountInstrument: Instrument, CounterHandler {
  private let value = Atomic<Int64>(0)
  var kind: String { "counter" }
  func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { value.store(0, ordering: .relaxed) }
  func write(_ name: String, _ labels: String, _ out: inout String) {
    out += "\(name)\(braces(labels)) \(value.load(ordering: .relaxed))\n"
  }
}

final class GaugeInstrument: Instrument, MeterHandler, RecorderHandler {
  private let value = Mutex<Double>(0)
  var kind: String { "gauge" }
  func set(_ new: Int64) { value.withLock { $0 = Double(new) } }
  func set(_ new: Double) { value.withLock { $0 = new } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ new: Int64) { set(new) }
  func record(_ new: Double) { set(new) }
  func write(_ name: String, _ labels: String, _ out: inout String) {
    out += "\(name)\(braces(labels)) \(number(value.withLock { $0 }))\n"
  }
}

/// Counts by upper bound. Times come in nanoseconds and are written in seconds.
final class HistogramInstrument: Instrument, RecorderHandler, TimerHandler {
  static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  static let sizes: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000]

  private struct State {
    var counts: [Int]
    var count = 0
    var sum = 0.0
  }
  private let bounds: [Double]
  private let state: Mutex<State>

  init(bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(State(counts: Array(repeating: 0, count: bounds.count)))
  }

  var kind: String { "histogram" }
  func record(_ value: Int64) { record(Double(value)) }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Double) {
    let index = bounds.firstIndex { value <= $0 }
    state.withLock { state in
      if let index { state.counts[index] += 1 }
      state.count += 1
      state.sum += value
    }
  }

  func write(_ name: String, _ labels: String, _ out: inout String) {
    let now = state.withLock { $0 }
    let prefix = labels.isEmpty ? "" : labels + ","
    var below = 0
    for (bound, count) in zip(bounds, now.counts) {
      below += count
      out += "\(name)_bucket{\(prefix)le=\"\(number(bound))\"} \(below)\n"
    }
    out += "\(name)_bucket{\(prefix)le=\"+Inf\"} \(now.count)\n"
    out += "\(name)_sum\(braces(labels)) \(number(now.sum))\n\(name)_count\(braces(labels)) \(now.count)\n"
  }
}

private func braces(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

private func number(_ value: Double) -> String {
  if let whole = Int64(exactly: value) { return String(whole) }
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
  return String(value)
}
