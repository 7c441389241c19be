import Kernel

/// What a definition is of. Each kind has a folder of its own in an export; they stand in the order in which they are
/// put in force, so that what others name comes before them.
public enum DefinitionKind: String, CaseIterable, Hashable, Sendable {
  case words, calendar, agreement, service, ladder

  /// The folder of its files.
  public var folder: String {
    switch self {
    case .words: "words"
    case .calendar: "calendars"
    case .agreement: "agreements"
    case .service: "services"
    case .ladder: "ladders"
    }
  }
}

/// Bounds of definitions as files.
public enum DefinitionLimit {
  /// Files of one folder.
  public static let files = 5000
  /// Bytes of all of them.
  public static let bytes = 64 << 20
  /// Bytes of a file's name before its ending.
  static let nameBytes = 180
  /// Promises of one service.
  static let promises = 100
}

/// Gives every definition a file of its own: the same names for the same keys, wherever they are written.
///
/// Letters, digits, `-`, `_` and `.` stand as they are; every other byte is written `%2F`. Names that differ by capitals
/// alone, which some file systems take for one, get a number behind them.
public struct DefinitionFileNames {
  private var taken: Set<String> = []

  public init() {}

  /// The path below the export's folder, such as `agreements/gold.yaml`.
  public mutating func path(_ kind: DefinitionKind, _ key: String) -> String {
    var name = ""
    for byte in key.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: name.unicodeScalars.append(Unicode.Scalar(byte))
      case 0x2e where !name.isEmpty: name += "."
      default: name += "%" + hexadecimal(of: byte)
      }
      if name.utf8.count > DefinitionLimit.nameBytes { break }
    }
    var (path, number) = ("\(kind.folder)/\(name).yaml", 1)
    while !taken.insert(path.lowercased()).inserted {
      number += 1
      path = "\(kind.folder)/\(name)~\(number).yaml"
    }
    return path
  }

  private func hexadecimal(of byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return text.utf8.count == 1 ? "0" + text : text
  }
}
