import CSVFiles
import Kernel
import Testing

/// Bytes in portions of a given size.
struct PortionedBytes: ByteSource {
  var rest: ArraySlice<UInt8>
  var size: Int

  init(_ bytes: [UInt8], size: Int) { (rest, self.size) = (bytes[...], size) }

  mutating func next() -> [UInt8]? {
    guard !rest.isEmpty else { return nil }
    defer { rest = rest.dropFirst(size) }
    return Array(rest.prefix(size))
  }
}

/// Rows as lists of fields, faults as `!line reason`.
func rows(_ bytes: [UInt8], portion: Int) throws -> [[String]] {
  var reader = CSVReader(PortionedBytes(bytes, size: portion))
  var rows: [[String]] = []
  while let row = try reader.next() {
    switch row {
    case .fields: rows.append((0..<reader.count).map { reader.text($0) ?? "(not UTF-8)" })
    case .fault(let line, let reason): rows.append(["!\(line) \(reason)"])
    }
  }
  return rows
}

@Suite("CSV", .timeLimit(.minutes(10)))
struct CSVReaderTests {
  static let cases: [(String, [[String]])] = [
    ("", []),
    ("a", [["a"]]),
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
    ("\u{feff}a,b\n", [["a", "b"]]),
    (",\n,,\n", [["", ""], ["", "", ""]]),
    ("a\n\n\r\nb\n", [["a"], ["b"]]),
    ("\"a\"\n", [["a"]]),
    ("\"a,b\",c\n", [["a,b", "c"]]),
    ("\"a \"\"b\"\" c\",\"\"\"\"\n", [["a \"b\" c", "\""]]),
    ("\"two\nlines\",x\nnext,y\n", [["two\nlines", "x"], ["next", "y"]]),
    ("\"two\r\nlines\"\r\n\"\"\r\n", [["two\r\nlines"], [""]]),
    ("a,\"b\"", [["a", "b"]]),
    ("a \"quoted\" word\n", [["a \"quoted\" word"]]),
    ("\"a\"b,c\nd\n", [["!1 field 1: something stands after the closing quote"], ["d"]]),
    ("x\n\"open,y\nz\n", [["x"], ["!2 a quote is not closed"], ["z"]]),
    ("é,日本,🙂\n", [["é", "日本", "🙂"]]),
  ]

  @Test("rows come out as RFC 4180 has them, whatever portions the bytes come in", arguments: cases)
  func table(text: String, expected: [[String]]) throws {
    for portion in [1, 2, 3, 5, 7, 1000] {
      #expect(try rows(Array(text.utf8), portion: portion) == expected, "portions of \(portion)")
    }
  }

  @Test("lines are counted where rows begin, line ends in fields included")
  func lines() throws {
    var reader = CSVReader(PortionedBytes(Array("a\n\"b\nb\"\n\nc\n\"d\"e\nf".utf8), size: 4))
    var lines: [Int] = []
    while let row = try reader.next() {
      switch row {
      case .fields(let line), .fault(let line, _): lines.append(line)
      }
    }
    #expect(lines == [1, 2, 5, 6, 7])
  }

  @Test("a row past the limit is a fault and reading goes on behind its line")
  func longRow() throws {
    let long = String(repeating: "x", count: CSVLimits.row + 10)
    for portion in [1000, 1 << 20] {
      let found = try rows(Array("a,b\n\(long)\nc,d\n".utf8), portion: portion)
      #expect(found.map { $0[0].prefix(2) } == ["a", "!2", "c"])
    }
  }

  @Test("too many fields are a fault")
  func manyFields() throws {
    let found = try rows(Array((String(repeating: ",", count: CSVLimits.fields) + "\nb").utf8), portion: 100)
    #expect(found == [["!1 has more than \(CSVLimits.fields) fields"], ["b"]])
  }

  @Test("bytes that are not UTF-8 are said to be none")
  func notUTF8() throws {
    #expect(try rows([0x61, 0x2c, 0xff, 0xfe, 0x0a], portion: 2) == [["a", "(not UTF-8)"]])
  }

  @Test("any bytes are read to their end, alike in all portions", arguments: 0..<200)
  func anyBytes(seed: Int) throws {
    var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
    let alphabet = Array("ab,\"\"\n\r\u{1}".utf8)
    let bytes = (0..<200).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return alphabet[Int(state % UInt64(alphabet.count))]
    }
    let whole = try rows(bytes, portion: 1000)
    #expect(try rows(bytes, portion: 1) == whole)
    #expect(try rows(bytes, portion: 13) == whole)
  }
}
