import CSVFiles
import CaseFiles
import Kernel
import Recovery
import Testing

@Suite("A first look at a file of cases", .timeLimit(.minutes(5)))
struct CaseLookTests {
  private func look(_ text: String, most: Int = .max) throws -> FirstLook { try look(Array(text.utf8), most: most) }

  private func look(_ bytes: [UInt8], most: Int = .max) throws -> FirstLook {
    try CaseLook.first(mostUnpacked: most) { MemoryBytes(bytes) }
  }

  @Test("it tells delimiter, columns, times and values")
  func columns() throws {
    let look = try look(
      """
      sep=;
      id;opened;due;kind;kept
      1;03/04/2026 09:00;13/04/2026 09:00;mail;yes
      2;04/04/2026 09:00;;web;no
      3;05/04/2026 09:00;?;web;yes
      4;broken

      """)
    #expect(look.delimiter == ";" && look.encoding == "UTF-8" && look.rows == 4 && look.isWhole)
    #expect(look.columns.map(\.name) == ["id", "opened", "due", "kind", "kept"])
    #expect(
      look.columns[1].times?.order == .open("03/04/2026 09:00")
        && look.columns[1].times?.offsets == FirstLook.Offsets.none)
    #expect(look.columns[2].times?.order == .dayFirst && look.columns[2].filled == 1)
    #expect(look.columns[3].values == ["mail": 1, "web": 2] && look.columns[3].times == nil)
    #expect(look.notes.contains { $0.hasPrefix("1 rows have not as many fields") && $0.contains("line 6") })
  }

  @Test("years of two digits are dates whose form has to be said")
  func twoDigits() throws {
    let look = try look("opened,due\n03/04/26 09:00,04/04/26 09:00\n")
    #expect(look.columns.allSatisfy { $0.needsForm && $0.times == nil })
  }

  @Test("letters of other encodings are read, and how is said")
  func encodings() throws {
    let text = "opened,Größe\n2026-04-03 09:00,klein\n"
    var windows: [UInt8] = []
    for scalar in text.unicodeScalars { windows.append(UInt8(scalar.value)) }
    #expect(try look(windows).columns[1].name == "Größe")
    #expect(try look(windows).encoding == "Windows-1252" && look(windows).notes.count == 1)
    var wide: [UInt8] = [0xff, 0xfe]
    for unit in text.utf16 { wide += [UInt8(unit & 0xff), UInt8(unit >> 8)] }
    #expect(try look(wide).encoding == "UTF-16LE" && look(wide).columns.last?.name == "Größe")
  }

  @Test(
    "what is no table of cases is called what it is",
    arguments: [
      ("", "is empty"), ("\n\n", "is empty"), ("opened,due\n", "has no row below"),
      ("opened\n1\n", "has one column, opened"),
      ("PK\u{3}\u{4}rest of it", "is a spreadsheet"), ("{\"a\": 1}", "is a JSON file"),
      ("a,b\u{0}c\n1,2\n", "is no table of text"), ("%PDF-1.7 and so on", "is a PDF document"),
      ("opened,due\n\"2026-04-03 09:00,x\n", "line 2 a quote is not closed"),
    ])
  func foreign(_ text: String, _ words: String) throws {
    #expect {
      _ = try look(text)
    } throws: { error in
      guard case MainstayError.invalid(let faults) = error else { return false }
      return faults.count == 1 && faults[0].path == "file" && faults[0].message.hasPrefix(words)
    }
  }

  @Test("a file that is longer than it may be is refused")
  func bounded() throws {
    let long = "opened,due\n" + String(repeating: "2026-04-03 09:00,2026-04-04 09:00\n", count: 100)
    #expect(throws: MainstayError.self) { try look(long, most: 1000) }
  }
}
