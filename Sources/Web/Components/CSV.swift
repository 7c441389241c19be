import HTTPSupport
import HTTPTypes
import Kernel

/// A table as a file (RFC 4180), every cell in quotes and safe to open in a spreadsheet. It is sent while it is read,
/// to its last row: a file that breaks off is a download that fails, never one that looks whole.
package struct CSV {
  /// A portion of rows and where the next begins; nil behind the last.
  package typealias Portion<Place: Sendable> = (rows: [[String]], next: Place?)

  /// Sends all portions, one after the other. The first is read before anything is sent, so that who may not read
  /// it hears so.
  package static func answer<Place: Sendable>(
    named name: String, _ columns: [String], _ portion: @escaping @Sendable (Place?) async throws -> Portion<Place>
  ) async throws -> Answer {
    let first = try await portion(nil)
    return .stream(type: "text/csv; charset=utf-8", fileName: name + ".csv") { write in
      try await write(lines([columns] + first.rows))
      var next = first.next
      while let place = next {
        let more = try await portion(place)
        try await write(lines(more.rows))
        next = more.next
      }
    }
  }

  /// A table that is all at hand.
  package static func answer(named name: String, _ columns: [String], _ rows: [[String]]) -> Answer {
    Answer.bytes(lines([columns] + rows), type: "text/csv; charset=utf-8")
      .header(.contentDisposition, "attachment; filename=\"\(name).csv\"")
  }

  static func lines(_ rows: [[String]]) -> [UInt8] {
    var bytes: [UInt8] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        write(cell, into: &bytes)
      }
      bytes.append(contentsOf: [13, 10])
    }
    return bytes
  }

  /// A spreadsheet takes what begins with these for a formula; beside the plain ones the wide and the small ones of East
  /// Asian keyboards and the sign of minus.
  private static let formula: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}", "\u{fe66}", "\u{fe62}", "\u{fe63}", "\u{fe6b}",
    "\u{2212}",
  ]
  /// Where a spreadsheet of another locale may begin a new cell, in spite of the quotes.
  private static let separators: Set<Unicode.Scalar> = [";", "|", "\t", "\r", "\n", "\u{2028}", "\u{2029}", "\u{85}"]

  /// Whether a spreadsheet passes over it at the beginning of a cell: blanks and what shows nothing; quotes, as one that
  /// cut a cell takes the next mark for the beginning of a quoted one.
  private static func isPassedOver(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\"" || scalar.isControl || scalar.isInvisible
  }

  private static func write(_ cell: String, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var isAtStart = true
    for scalar in cell.unicodeScalars {
      if isAtStart, formula.contains(scalar) { bytes.append(UInt8(ascii: "'")) }
      if separators.contains(scalar) {
        isAtStart = true
      } else if !isPassedOver(scalar) {
        isAtStart = false
      }
      if scalar == "\"" { bytes.append(UInt8(ascii: "\"")) }
      bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
