import Kernel

/// Files that people take for a calendar, called what they are, with what to do.
enum StrangeFile {
  /// Nil where the bytes may be those of a calendar.
  static func fault(of bytes: [UInt8]) -> String? {
    if bytes.allSatisfy({ $0 == 32 || (9...13).contains($0) }) { return "is empty" }
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return wide }
    if bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
      return "is a zip archive; unpack it and give the .ics file in it"
    }
    if bytes.starts(with: [0x1f, 0x8b]) { return "is packed by gzip; unpack it" }
    let head = bytes.prefix(512)
    let zeros = head.count { $0 == 0 }
    if zeros * 3 > head.count { return wide }
    if bytes.contains(0) { return "is no text: it holds zero bytes, so that it is no iCalendar file (.ics)" }
    let text = String(decoding: head.starts(with: [0xef, 0xbb, 0xbf]) ? head.dropFirst(3) : head, as: UTF8.self)
      .lowercased().drop(while: \.isWhitespace)
    guard text.hasPrefix("<") else { return nil }
    return text.hasPrefix("<?xml")
      ? "is an XML file, no iCalendar file (.ics)"
      : "is a web page (HTML), perhaps the answer of a sign-in page, no iCalendar file (.ics)"
  }

  private static let wide = "is written in UTF-16; iCalendar files (.ics) are UTF-8, save it as that"
}
