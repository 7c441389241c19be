import Components
import Kernel

/// Times of day as a reader types them, in the reader's zone.
enum LocalTimes {
  enum Fault: Error, Hashable {
    /// Not `2025-06-02T10:00`.
    case unreadable
    /// The zone's clocks went forward over it.
    case skipped

    var message: String {
      switch self {
      case .unreadable: "is a date and a time, like 2025-06-02 10:00"
      case .skipped: "never was: clocks went forward over it that day"
      }
    }
  }

  /// The instant of `2025-06-02T10:00`, `2025-06-02 10:00` or with seconds; of a time that occurs twice the first.
  static func instant(_ text: String, in zone: ReaderZone) throws(Fault) -> Instant {
    let parts = text.split(whereSeparator: { $0 == "T" || $0 == " " })
    guard parts.count == 2, let date = CivilDate(parsing: parts[0]), let second = second(of: parts[1]) else {
      throw .unreadable
    }
    let local = Int64(date.daysSince1970) * 86_400 + Int64(second)
    // The offset in force is that of a day before or a day after, or both are the same.
    let offsets = [local - 86_400, local + 86_400].map { zone.local(Instant(seconds: $0)).offset }
    let candidates = offsets.map { Instant(seconds: local - Int64($0)) }.sorted()
    for candidate in candidates {
      let shown = zone.local(candidate)
      if shown.date == date, shown.secondOfDay == second { return candidate }
    }
    throw .skipped
  }

  private static func second(of text: Substring) -> Int? {
    let numbers = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(numbers.count),
      numbers.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let values = numbers.compactMap { Int($0) }
    let second = values.count == 3 ? values[2] : 0
    guard values[0] < 24, values[1] < 60, second < 60 else { return nil }
    return values[0] * 3600 + values[1] * 60 + second
  }
}
