import BusinessTime
import CSVFiles
import Kernel
import SystemZones
import Testing

@Suite("Counts from CSV files", .timeLimit(.minutes(10)))
struct CountFileTests {
  private func read(_ text: String, at: String = "at", count: String? = "n", zone: String = "Europe/Berlin") throws
    -> CountFile
  {
    try CountFile(at: at, count: count, zone: SystemZones().rules(for: zone)) { MemoryBytes(Array(text.utf8)) }
  }

  private func faults(_ text: String, at: String = "at", count: String? = "n") -> [String] {
    do {
      _ = try read(text, at: at, count: count)
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map { "\($0.path): \($0.message)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test(
    "times are read as they are written, clock times by the zone",
    arguments: [
      ("2026-06-01T08:30:00Z", "2026-06-01T08:30:00Z"), ("2026-06-01T08:30:00+05:30", "2026-06-01T03:00:00Z"),
      ("2026-06-01 08:30:00", "2026-06-01T06:30:00Z"), ("2026-06-01 08:30", "2026-06-01T06:30:00Z"),
      ("2026-06-01T08:30", "2026-06-01T06:30:00Z"), (" 2026-06-01 ", "2026-05-31T22:00:00Z"),
      ("2026-01-01 08:30:00.250", "2026-01-01T07:30:00.250Z"),
      // Skipped: the first instant after the gap. Twice: the first.
      ("2026-03-29 02:30", "2026-03-29T01:00:00Z"), ("2026-10-25 02:30", "2026-10-25T00:30:00Z"),
    ])
  func times(_ written: String, _ instant: String) throws {
    let rows = try read("at,n\n\(written),3\n").rows
    #expect(rows.map { $0.at.rfc3339 } == [instant])
    #expect(rows.map(\.count) == [3])
  }

  @Test("counts are decimals; an empty one says nothing; what is repeated is told") func counts() throws {
    let file = try read(
      "id,n,at\n1,111.0,2026-06-01 08:00\n2,,2026-06-01 08:30\n3,0,2026-06-01 08:00\n4,2.5,2026-06-01 09:00\n")
    #expect(file.rows.map(\.count) == [111, 0, 2.5])
    #expect(file.uncounted == 1)
    #expect(file.repeated == 1)
    #expect(file.hasCounts)
  }

  @Test("without a column of counts each row is an event") func events() throws {
    let file = try read("at\n2026-06-01 08:00\n2026-06-01 08:00\n", count: nil)
    #expect(file.rows.map(\.count) == [1, 1])
    #expect(!file.hasCounts)
  }

  @Test(
    "what is wrong is said by its line",
    arguments: [
      ("at,n\nnow,1\n", ["line 2: now is no time like 2026-06-01 08:30, 2026-06-01T08:30:00+02:00 or 2026-06-01"]),
      (
        "at,n\n2026-02-30,1\n",
        ["line 2: 2026-02-30 is no time like 2026-06-01 08:30, 2026-06-01T08:30:00+02:00 or 2026-06-01"]
      ),
      (
        "at,n\n2026-06-01,1\n2026-06-02,-1\n",
        ["line 3: -1 is no count: digits, and perhaps a point and digits behind it"]
      ),
      ("at,n\n2026-06-01\n", ["line 2: has 1 fields, too few for its columns"]),
      ("time,n\n", ["--at: there is no column at; the file has time, n"]),
      ("at,count\n", ["--count: there is no column n; the file has at, count"]),
      ("at,at,n\n", ["--at: the file has two columns at; name one of them otherwise"]),
      ("", ["file: is empty; its first row names the columns"]),
    ])
  func faultyFiles(_ text: String, _ expected: [String]) {
    #expect(faults(text) == expected)
  }

  @Test("of a file that is faulty throughout the first faults are told, and how many more there are")
  func manyFaults() {
    let found = faults("at,n\n" + String(repeating: "x,1\n", count: 5000))
    #expect(found.count == 201)
    #expect(found.last?.contains(Numerals.grouped(4800)) == true, "\(found.last ?? "")")
  }

  @Test("gzip is unpacked") func gzip() throws {
    // `at,n` and one row, by gzip -n.
    let packed: [UInt8] = [
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0x4b, 0x2c, 0xd1, 0xc9, 0xe3, 0x32,
      0x32, 0x30, 0x32, 0xd3, 0x35, 0x00, 0x22, 0x43, 0x1d, 0x73, 0x2e, 0x00, 0xdf, 0x78, 0x7f, 0xfd,
      0x12, 0x00, 0x00, 0x00,
    ]
    let file = try CountFile(at: "at", count: "n", zone: .utc) { MemoryBytes(packed) }
    #expect(file.rows.map(\.count) == [7])
  }
}
