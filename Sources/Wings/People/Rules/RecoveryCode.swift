import Kernel

/// A code to come in by once, for who has lost the device that shows the others: 80 bits, so that nobody guesses it.
public enum RecoveryCode {
  /// Codes that somebody gets at once.
  public static let count = 10
  /// Bytes that each is made of.
  public static let length = 10
  private static let letters = 16

  /// As it is shown: `abcd-efgh-ijkl-mnop`.
  public static func shown(_ bytes: [UInt8]) -> String {
    let text = Array(Base32.text(bytes).lowercased())
    return stride(from: 0, to: text.count, by: 4).map { String(text[$0..<min($0 + 4, text.count)]) }
      .joined(separator: "-")
  }

  /// What somebody typed as it is compared, whatever the case of its letters and the blanks and dashes between them;
  /// nil where it can be none.
  public static func typed(_ text: String) -> String? {
    guard text.utf8.count <= 64 else { return nil }
    let plain = text.uppercased().filter { $0 != " " && $0 != "-" }
    return plain.utf8.count == letters && Base32.isText(plain) ? plain : nil
  }
}

/// How long somebody waits who typed wrong codes: nobody guesses six digits, and who has the device comes in.
public enum CodeWait {
  /// Wrong codes in a row that cost nothing.
  public static let free = 5
  private static let first = Duration.minutes(1)
  private static let longest = Duration.hours(1)

  /// The wait behind so many wrong codes in a row; none for few, then a minute, twice as long each time, at most an
  /// hour.
  public static func after(_ failures: Int) -> Duration {
    guard failures >= free else { return .zero }
    let doublings = min(failures - free, 6)
    return min(.milliseconds(first.milliseconds << Int64(doublings)), longest)
  }
}
