import Kernel
import Organisation
import Services
import ServicesUseCases
import Testing

@Suite("Columns of a file of outages", .timeLimit(.minutes(10)))
struct OutageFileTests {
  private static let table = ImportTable(
    columns: ["service", "Farbe", "Anfang", "End"],
    rows: [.init(line: 2, cells: ["payments", "red", "2025-05-20T10:00:00Z", "2025-05-20T11:00:00Z"])])

  @Test("what is called otherwise is matched and said, or has to be said")
  func columns() throws {
    let matches = OutageTable.table.matches(of: Self.table.columns)
    #expect(matches.map(\.kind) == [.same, .unknown, .unknown, .similar])
    #expect(matches.compactMap(\.words) == ["End is read as to"])
    #expect(
      OutageTable.table.faults(of: matches).map(\.path) == ["line 1, column 2", "line 1, column 3", "line 1"])
    #expect(throws: MainstayError.self) { try OutageTable.lines(of: Self.table, source: "x") }
    let chosen = try OutageTable.table.chosen(["Farbe=-", "Anfang=from"], of: Self.table.columns, at: "columns")
    let lines = try OutageTable.lines(of: Self.table, source: "x", chosen: chosen)
    #expect(lines.map(\.draft.from?.rfc3339) == ["2025-05-20T10:00:00Z"] && lines[0].draft.source == "x")
    for said in ["Anfang", "Ende=from", "Anfang=begin"] {
      #expect(throws: MainstayError.self) {
        try OutageTable.table.chosen([said], of: Self.table.columns, at: "columns")
      }
    }
  }
}
