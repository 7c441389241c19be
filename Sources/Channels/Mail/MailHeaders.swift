import Kernel

/// Headers of a mail (RFC 5322), as whole lines. What is not plain ASCII is written in encoded words (RFC 2047), so that
/// nothing that people typed can end a line or begin another header.
enum MailHeaders {
  /// Bytes of text in one encoded word: with its frame and base64 it has at most 75 characters.
  private static let chunk = 45
  /// Characters of a text in a header.
  static let longest = 200

  static func line(_ name: StaticString, text: String) -> String { "\(name): \(encoded(text))" }

  /// A name and an address. The address is one that `WayAddress` takes.
  static func line(_ name: StaticString, display: String?, address: String) -> String {
    guard let display, !display.isEmpty else { return "\(name): <\(address)>" }
    // Always encoded: what is quoted would have rules of its own.
    return "\(name): \(words(bounded(display)))\r\n <\(address)>"
  }

  /// The text as it stands where all of it is plain, and is nothing that reads as encoded.
  static func encoded(_ text: String) -> String {
    let text = bounded(text)
    let isPlain = text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
    return isPlain && text.utf8.count <= 60 && text.firstRange(of: "=?") == nil ? text : words(text)
  }

  private static func bounded(_ text: String) -> String {
    let line = String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
    return line.unicodeScalars.count <= longest
      ? line : String(String.UnicodeScalarView(line.unicodeScalars.prefix(longest - 3))) + "..."
  }

  /// Encoded words of whole characters, a line each.
  private static func words(_ text: String) -> String {
    var chunks: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if chunks[chunks.count - 1].count + bytes.count > chunk { chunks.append([]) }
      chunks[chunks.count - 1] += bytes
    }
    return chunks.map { "=?UTF-8?B?\(base64($0))?=" }.joined(separator: "\r\n ")
  }

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  private static func base64(_ bytes: [UInt8]) -> String {
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        text.append(place <= group.count ? letters[number >> (18 - 6 * place) & 63] : "=")
      }
    }
    return text
  }

  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `Mon, 02 Jun 2025 09:00:00 +0000` (RFC 5322, section 3.3).
  static func date(_ instant: Instant) -> String {
    let seconds = instant.milliseconds >= 0 ? instant.milliseconds / 1000 : 0
    let (day, second) = (Int(seconds / 86_400), Int(seconds % 86_400))
    let date = CivilDate(daysSince1970: day)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(days[day % 7]), \(two(date.day)) \(months[date.month - 1]) \(date.year) "
      + "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) +0000"
  }
}
