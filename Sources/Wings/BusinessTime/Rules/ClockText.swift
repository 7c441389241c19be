/// Times of day as people type them.
public enum ClockText {
  /// Minutes after midnight, 0...1440, of `8`, `8:30`, `08:30`, `8.30`, `0830`; nil for anything else.
  public static func minutes(_ text: String) -> Int? {
    guard text.utf8.first.map({ (48...57).contains($0) }) ?? false else { return nil }
    let parts = text.split(whereSeparator: { $0 == ":" || $0 == "." || $0 == "h" }).map(String.init)
    let digits = parts.allSatisfy { part in
      !part.isEmpty && part.utf8.count <= 4 && part.utf8.allSatisfy { (48...57).contains($0) }
    }
    guard digits, let first = parts.first, let number = Int(first) else { return nil }
    let (hours, minutes): (Int, Int)
    switch (parts.count, first.utf8.count) {
    case (1, 1...2): (hours, minutes) = (number, 0)
    case (1, 3...4): (hours, minutes) = (number / 100, number % 100)
    case (2, 1...2):
      guard parts[1].utf8.count == 2, let rest = Int(parts[1]) else { return nil }
      (hours, minutes) = (number, rest)
    default: return nil
    }
    guard minutes < 60, hours * 60 + minutes <= 1440 else { return nil }
    return hours * 60 + minutes
  }

  /// `08:30`.
  public static func text(_ minutes: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(minutes / 60)):\(two(minutes % 60))"
  }
}
