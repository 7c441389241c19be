/// How the letters of a file are written.
public enum TableEncoding: String, CaseIterable, Hashable, Sendable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case windows1252 = "windows-1252"

  /// To choose from.
  public var words: String {
    switch self {
    case .utf8: "UTF-8"
    case .utf16LittleEndian: "UTF-16, little-endian, as Windows writes it"
    case .utf16BigEndian: "UTF-16, big-endian"
    case .windows1252: "Windows-1252, for western European languages"
    }
  }
}

/// The text of a file that was sent.
public struct PlainTable: Hashable, Sendable {
  /// UTF-8, but for what is no letter.
  public var text: [UInt8]
  /// What was assumed of how the file is written, sentences.
  public var notes: [String]

  public init(text: [UInt8], notes: [String] = []) { (self.text, self.notes) = (text, notes) }
}
