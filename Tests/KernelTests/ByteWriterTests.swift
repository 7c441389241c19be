import Kernel
import Testing

@Suite("A byte writer", .timeLimit(.minutes(10)))
struct ByteWriterTests {
  private func written(_ body: (inout ByteWriter) -> Void) -> String {
    var out = ByteWriter(capacity: 0)
    body(&out)
    #expect(out.bytes == Array(out.text.utf8) && out.count == out.bytes.count)
    return out.text
  }

  @Test(
    "whole numbers are those of the language",
    arguments: [
      0, 1, 9, 10, 11, 99, 100, 12_345, 999_999_999_999_999_999, 1_000_000_000_000_000_000, .max, -1, -10, -987, .min,
    ] as [Int64])
  func numbers(_ number: Int64) { #expect(written { $0.append(decimal: number) } == String(number)) }

  @Test("it holds what was written into it however often it grew", arguments: [1, 63, 64, 65, 200, 5000])
  func growth(_ times: Int) {
    let text = written { out in
      for time in 0..<times {
        out.append("ab" as StaticString)
        out.append("\u{e9}")
        out.append(decimal: Int64(time % 10))
        out.append([UInt8(ascii: "-")])
      }
    }
    #expect(text == (0..<times).map { "ab\u{e9}\($0 % 10)-" }.joined())
  }

  @Test("emptied it begins again")
  func emptied() {
    let text = written { out in
      out.append("first")
      out.removeAll()
      out.append("second")
    }
    #expect(text == "second")
  }

  @Test(
    "instants are written as RFC 3339 has them",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999Z"), (1_709_208_000_005, "2024-02-29T12:00:00.005Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-62_135_596_800_000, "0001-01-01T00:00:00Z"),
    ] as [(Int64, String)])
  func instants(_ milliseconds: Int64, _ text: String) throws {
    let instant = Instant(milliseconds: milliseconds)
    #expect(written { $0.append(instant) } == text && instant.rfc3339 == text)
    #expect(try Instant(parsing: text) == instant)
  }

  @Test("bytes in hexadecimal come back")
  func hexadecimals() {
    let all = (0...255).map { UInt8($0) }
    #expect(bytes(hexadecimal: hexadecimal(all)) == all)
    #expect(
      bytes(hexadecimal: "0aFF") == [10, 255] && bytes(hexadecimal: "0g") == nil && bytes(hexadecimal: "abc") == nil)
  }

  @Test(
    "percent coding keeps what RFC 3986 leaves unreserved and comes back",
    arguments: [
      ("a-b_c.d~e", "a-b_c.d~e"), ("is:open team:\u{e9}", "is%3Aopen%20team%3A%C3%A9"), ("100%", "100%25"), ("", ""),
    ])
  func percent(_ text: String, _ coded: String) {
    #expect(PercentCoding.encode(text) == coded && PercentCoding.decode(coded[...]) == text)
  }
}
