import Foundation
import Kernel
import Synchronization

/// How far a long command is, on standard error: one line drawn over and over on a terminal, a new
/// line now and then in a log.
final class ProgressLine: Sendable {
  private struct State {
    var shown: ContinuousClock.Instant?
    var width = 0
  }

  private let title: String
  private let unit: String?
  private let start = ContinuousClock.now
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let state = Mutex(State())

  /// - Parameter unit: what is counted; nil shows the share alone.
  init(_ title: String, unit: String?) {
    (self.title, self.unit) = (title, unit)
  }

  /// Shows `done` of `total` (nil when the end is not known): ten times a second on a terminal,
  /// every five seconds in a log.
  func show(_ done: Int, of total: Int?) {
    let now = ContinuousClock.now
    state.withLock { state in
      let since = (state.shown ?? start).duration(to: now)
      if since < (isTerminal ? .milliseconds(100) : .seconds(5)) { return }
      state.shown = now
      write(done, total, at: now, &state, ends: false)
    }
  }

  /// Shows the last state and ends the line.
  func end(_ done: Int, of total: Int?) {
    state.withLock { write(done, total, at: ContinuousClock.now, &$0, ends: true) }
  }

  private func write(_ done: Int, _ total: Int?, at now: ContinuousClock.Instant, _ state: inout State, ends: Bool) {
    let elapsed = start.duration(to: now).components
    let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    let text = ProgressLine.text(title: title, unit: unit, done: done, total: total, seconds: seconds)
    let padding = String(repeating: " ", count: max(0, state.width - text.count))
    state.width = text.count
    let line = isTerminal ? "\r" + text + padding + (ends ? "\n" : "") : text + "\n"
    StandardStream.error.put(line)
  }

  /// `Importing  [#########           ]  45 %  38,000 of 84,265 rows  21,000/s  2 s left`
  static func text(title: String, unit: String?, done: Int, total: Int?, seconds: Double) -> String {
    let rate = seconds > 0 ? Double(done) / seconds : 0
    var text = title
    if let total, total > 0 {
      let share = min(1, Double(done) / Double(total))
      let filled = Int(share * 20)
      text += "  [" + String(repeating: "#", count: filled) + String(repeating: " ", count: 20 - filled) + "]"
      text += "  \(Int(share * 100)) %"
      if let unit { text += "  \(done.grouped) of \(total.grouped) \(unit)" }
      if rate > 0, done < total {
        if unit != nil { text += "  \(Int(rate).grouped)/s" }
        return text + "  \(Int((Double(total - done) / rate).rounded(.up)).grouped) s left"
      }
    } else {
      text += "  \(done.grouped) \(unit ?? "")"
    }
    return rate >= 1 && unit != nil ? text + "  \(Int(rate).grouped)/s" : text
  }
}

extension Int {
  /// With commas between thousands.
  var grouped: String { Numerals.grouped(self) }
}
