import BusinessTime
import Foundation
import Kernel
import Testing

/// A TZif file of version 2 with these changes and footer.
func tzif(
  changes: [(at: Int64, type: UInt8)] = [], offsets: [Int32] = [0], footer: String, version: UInt8 = UInt8(ascii: "2"),
  leaps: Int = 0
) -> [UInt8] {
  func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
  func header(_ counts: [Int]) -> [UInt8] {
    Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap { bytes(UInt32($0)) }
  }
  return header([0, 0, 0, 0, 1, 1]) + [0, 0, 0, 0, 0, 0, 0]
    + header([0, 0, leaps, changes.count, offsets.count, 1])
    + changes.flatMap { bytes($0.at) } + changes.map(\.type)
    + offsets.flatMap { bytes($0) + [0, 0] } + [0]
    + [UInt8](repeating: 0, count: leaps * 12) + Array("\n\(footer)\n".utf8)
}

@Suite(.timeLimit(.minutes(10))) struct TZifTests {
  /// Footer, instant, offset.
  static let footers: [(String, String, Int)] = [
    ("UTC0", "2025-06-02T00:00:00Z", 0),
    ("<+0545>-5:45", "2025-06-02T00:00:00Z", 20_700),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2025-03-30T00:59:59Z", 3600),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2025-03-30T01:00:00Z", 7200),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2025-10-26T00:59:59Z", 7200),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2025-10-26T01:00:00Z", 3600),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "9998-10-25T01:00:00Z", 3600),
    // South: summer over New Year; half an hour only.
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2025-01-01T00:00:00Z", 39_600),
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2025-07-01T00:00:00Z", 37_800),
    // Negative hours, winter time as the exception.
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2025-03-30T00:59:59Z", -7200),
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2025-03-30T01:00:00Z", -3600),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2025-07-01T00:00:00Z", 3600),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2025-12-01T00:00:00Z", 0),
    // Days of the year without and with 29 February.
    ("AAA0BBB,J60/0,J300", "2024-03-01T00:00:00Z", 3600),
    ("AAA0BBB,J60/0,J300", "2024-02-29T23:59:59Z", 0),
    ("AAA0BBB,60/0,300", "2024-03-01T00:00:00Z", 3600),
    ("AAA0BBB,59/0,300", "2024-02-29T00:00:00Z", 3600),
    ("AAA0BBB,59/0,300", "2025-03-01T00:00:00Z", 3600),
    // Summer time all year round (RFC 9636, section 3.3.1).
    ("XXX3EDT4,0/0,J365/23", "2025-01-01T02:59:59Z", -14_400),
    ("XXX3EDT4,0/0,J365/23", "2025-07-01T00:00:00Z", -14_400),
  ]

  @Test(arguments: footers)
  func continueByTheFooter(footer: String, at: String, offset: Int) throws {
    let rules = try ZoneRules(identifier: "Test", tzif: tzif(offsets: [0], footer: footer))
    #expect(try rules.offset(at: instant(at)) == offset)
  }

  @Test func followListedChangesBeforeTheFooter() throws {
    let bytes = tzif(changes: [(1_000_000, 1), (2_000_000, 0)], offsets: [3600, 7200], footer: "AAA-1")
    let rules = try ZoneRules(identifier: "Test", tzif: bytes)
    #expect(
      [0, 999_999, 1_000_000, 1_999_999, 2_000_000].map { rules.offset(at: Instant(seconds: $0)) }
        == [3600, 3600, 7200, 7200, 3600])
  }

  static let faulty: [(String, [UInt8])] = [
    ("it is no TZif file", []),
    ("it is no TZif file", Array("TZif".utf8)),
    ("it is no TZif file", Array("BEGIN:VCALENDAR, which is no zone, nor is it short enough to be empty".utf8)),
    ("it has no 64-bit data (version 1)", tzif(footer: "UTC0", version: 0)),
    ("it counts leap seconds", tzif(footer: "UTC0", leaps: 1)),
    ("it has no offset", tzif(offsets: [], footer: "UTC0")),
    ("an offset is out of range", tzif(offsets: [100_000], footer: "UTC0")),
    ("its changes are out of order", tzif(changes: [(5, 0), (4, 0)], footer: "UTC0")),
    ("a change names an offset that is not there", tzif(changes: [(5, 9)], footer: "UTC0")),
    ("its footer is malformed", tzif(footer: "CET-1CEST")),
    ("its footer is malformed", tzif(footer: "CET-1CEST,M13.1.0,M1.1.0")),
    ("its footer is malformed", tzif(footer: "CET-1CEST,M3.5.0,M10.5.0/200")),
    ("its footer is missing", Array(tzif(footer: "UTC0").dropLast())),
    ("it ends too early", Array(tzif(changes: [(5, 0)], footer: "UTC0").dropLast(20))),
  ]

  @Test(arguments: faulty)
  func refuseWhatIsNoZone(reason: String, bytes: [UInt8]) {
    #expect {
      try ZoneRules(identifier: "Test", tzif: bytes)
    } throws: { error in
      (error as? ZoneRules.Malformed)?.reason == reason
    }
  }

  @Test func refuseWhatIsTooLarge() {
    let bytes = [UInt8](repeating: 0, count: ZoneRules.maximumFileSize + 1)
    let fault = #expect(throws: ZoneRules.Malformed.self) { try ZoneRules(identifier: "Test", tzif: bytes) }
    #expect(fault?.reason == "it is too large")
  }

  @Test func surviveDamagedFiles() throws {
    var random = FixedRandom(seed: 11)
    let originals =
      try ["Europe/Paris", "Africa/Casablanca", "Pacific/Apia"].map {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/" + $0)))
      } + [tzif(changes: [(1, 1), (2, 0)], offsets: [0, 3600], footer: "CET-1CEST,M3.5.0,M10.5.0/3")]
    var readable = 0
    for round in 0..<3000 {
      var bytes = originals[round % originals.count]
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if round % 3 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      guard let rules = try? ZoneRules(identifier: "Test", tzif: bytes) else { continue }
      readable += 1
      for _ in 0..<5 {
        let at = Instant(milliseconds: Int64.random(in: Int64.min...Int64.max, using: &random))
        let local = rules.local(at)
        _ = rules.instant(of: CivilDate(daysSince1970: Int(local.secondOfDay)), secondOfDay: local.secondOfDay)
      }
    }
    #expect(readable > 0)
  }
}
