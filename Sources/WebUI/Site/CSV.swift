import HTTPSupport
import HTTPTypes

/// A table as a file (RFC 4180), safe to open in a spreadsheet.
struct CSV {
  private var bytes: [UInt8] = []

  init(_ columns: [String]) { add(columns) }

  mutating func add(_ cells: [String]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      write(cell)
    }
    bytes.append(contentsOf: [13, 10])
  }

  private mutating func write(_ cell: String) {
    // A spreadsheet would take these for formulas.
    let isFormula = cell.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
    let text = isFormula ? "'" + cell : cell
    guard text.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else { return bytes.append(contentsOf: text.utf8) }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  func answer(named name: String) -> Answer {
    Answer.bytes(bytes, type: "text/csv; charset=utf-8")
      .header(.contentDisposition, "attachment; filename=\"\(name).csv\"")
  }
}
