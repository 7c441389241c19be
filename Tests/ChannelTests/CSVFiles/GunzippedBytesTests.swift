import CSVFiles
import Kernel
import Testing

@Suite("gzip", .timeLimit(.minutes(10)))
struct GunzippedBytesTests {
  /// `hello, log\n`, packed by gzip 1.12 without a name.
  static let packed: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xd7,
    0x51, 0xc8, 0xc9, 0x4f, 0xe7, 0x02, 0x00, 0x7c, 0xc8, 0x0e, 0xbf, 0x0b, 0x00, 0x00, 0x00,
  ]
  static let plain = Array("hello, log\n".utf8)

  static func unpack(_ bytes: [UInt8], portion: Int) throws -> [UInt8] {
    let stream = try GunzippedBytes(PortionedBytes(bytes, size: portion))
    var out: [UInt8] = []
    while let more = try stream.next() { out += more }
    return out
  }

  @Test("is unpacked whatever portions it comes in", arguments: [1, 2, 7, 1000])
  func unpacks(portion: Int) throws {
    #expect(try Self.unpack(Self.packed, portion: portion) == Self.plain)
  }

  @Test("members one after another are one text; zero bytes behind them are padding", arguments: [1, 9, 1000])
  func members(portion: Int) throws {
    #expect(
      try Self.unpack(Self.packed + Self.packed + [0, 0, 0], portion: portion) == Self.plain + Self.plain)
  }

  @Test("data that is cut short is an error that says so", arguments: [0, 5, 12, 20])
  func cutShort(length: Int) {
    #expect(throws: MainstayError.field("file", "the gzip data ends too early: the file is cut short")) {
      try Self.unpack(Array(Self.packed.prefix(length)), portion: 3)
    }
  }

  @Test("damage is an error, not a crash", arguments: 0..<23)
  func damage(place: Int) {
    var bytes = Self.packed
    bytes[place % bytes.count] ^= 0x5a
    _ = try? Self.unpack(bytes, portion: 4)
    bytes[bytes.count - 8] ^= 0xff
    #expect(throws: MainstayError.self) { try Self.unpack(bytes, portion: 4) }
  }
}
