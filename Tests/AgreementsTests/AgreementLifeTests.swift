import Agreements
import Kernel
import Testing

@Suite("Where an agreement stands in its life", .timeLimit(.minutes(10)))
struct AgreementLifeTests {
  private static func at(_ day: Int64) -> Instant { Instant(milliseconds: day * 86_400_000) }

  /// Days of: effective from, valid from, valid to, end by termination.
  private static func version(_ row: (Int64, Int64?, Int64?, Int64?)) -> AgreementLife.Version {
    AgreementLife.Version(
      effectiveFrom: at(row.0), validFrom: row.1.map(at), validTo: row.2.map(at),
      termination: row.3.map { AgreementTermination(effective: at($0), toldAt: at($0 - 1), reason: "x") })
  }

  private struct Row: Sendable {
    var versions: [(Int64, Int64?, Int64?, Int64?)]
    var isProposed = false
    var wasProposed = false
    var expected: AgreementLife?
  }

  /// All on day 100.
  private static let rows: [Row] = [
    Row(versions: [], expected: nil),
    Row(versions: [], wasProposed: true, expected: .draft),
    Row(versions: [], isProposed: true, expected: .inNegotiation),
    Row(versions: [], isProposed: true, wasProposed: true, expected: .inNegotiation),
    Row(versions: [(150, nil, nil, nil)], expected: .agreed),
    Row(versions: [(0, 150, nil, nil)], expected: .agreed),
    Row(versions: [(0, nil, nil, nil)], expected: .inForce),
    Row(versions: [(100, nil, nil, nil)], expected: .inForce),
    Row(versions: [(0, nil, 101, nil)], expected: .inForce),
    Row(versions: [(0, nil, 100, nil)], expected: .expired),
    Row(versions: [(0, nil, 50, nil)], expected: .expired),
    Row(versions: [(0, nil, nil, 100)], expected: .terminated),
    Row(versions: [(0, nil, nil, 101)], expected: .inForce),
    Row(versions: [(0, nil, 50, 80)], expected: .expired),
    Row(versions: [(0, nil, 80, 50)], expected: .terminated),
    // The newest that has become effective counts, whatever comes behind it.
    Row(versions: [(0, nil, nil, nil), (60, nil, nil, 90)], expected: .terminated),
    Row(versions: [(0, nil, nil, nil), (150, nil, nil, nil)], expected: .inForce),
    Row(versions: [(0, nil, 50, nil), (150, nil, nil, nil)], expected: .agreed),
    Row(versions: [(0, nil, nil, 50), (60, nil, nil, nil)], expected: .inForce),
    Row(versions: [(0, nil, nil, nil)], isProposed: true, expected: .inForce),
    Row(versions: [(0, nil, 50, nil)], wasProposed: true, expected: .expired),
  ]

  @Test("by its versions and proposals alone", arguments: rows.indices)
  func table(_ index: Int) {
    let row = Self.rows[index]
    let found = AgreementLife.state(
      of: row.versions.map(Self.version), isProposed: row.isProposed, wasProposed: row.wasProposed, at: Self.at(100))
    #expect(found == row.expected, "\(row)")
  }

  @Test(
    "periods of notice",
    arguments: [
      ("P90D", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"), ("P3M", "2025-11-30T12:00:00Z", "2026-02-28T12:00:00Z"),
      ("P1M", "2024-01-31T00:00:00Z", "2024-02-29T00:00:00Z"), ("P1Y", "2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z"),
      ("P1M", "2025-12-15T00:00:00Z", "2026-01-15T00:00:00Z"),
    ])
  func notice(_ row: (String, String, String)) throws {
    let period = try #require(NoticePeriod(parsing: row.0))
    let (told, end) = (try Instant(parsing: row.1), try Instant(parsing: row.2))
    #expect(period.end(toldAt: told) == end)
    func kept(_ effective: Instant) -> Bool? {
      AgreementTermination(effective: effective, toldAt: told, reason: "x").isNoticeKept(period)
    }
    #expect(kept(end) == true && kept(end - .hours(1)) == true && kept(end - .hours(2)) == false)
    #expect(AgreementTermination(effective: end, toldAt: told, reason: "x").isNoticeKept(nil) == nil)
  }

  @Test("what is no period of notice", arguments: ["P", "P0D", "3M", "PT5H", "P3W", "P999Y", "P-3D", "P1.5M", "P121M"])
  func noPeriod(_ text: String) { #expect(NoticePeriod(parsing: text) == nil) }

  @Test("periods as people say them")
  func said() {
    #expect(NoticePeriod(said: "90 days")?.text == "P90D" && NoticePeriod(said: "3 Months")?.text == "P3M")
    #expect(NoticePeriod(said: "1 year")?.text == "P12M" && NoticePeriod(said: "2 weeks")?.text == "P14D")
    #expect(NoticePeriod(said: "soon") == nil && NoticePeriod(said: "3") == nil)
  }

  @Test("a review is due from thirty days before on")
  func review() throws {
    var particulars = AgreementParticulars.none
    let day = try #require(CivilDate(parsing: "2026-12-31"))
    #expect(!particulars.isReviewDue(on: day))
    particulars.reviewDate = day
    for (today, isDue) in [("2026-11-30", false), ("2026-12-01", true), ("2026-12-31", true), ("2027-06-01", true)] {
      #expect(particulars.isReviewDue(on: try #require(CivilDate(parsing: today))) == isDue, "\(today)")
    }
  }
}
