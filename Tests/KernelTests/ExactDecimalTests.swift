import Kernel
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExactDecimalTests {
  @Test(arguments: [
    ("0", "0"), ("1", "1"), ("99.95", "99.95"), ("1.000000", "1"), ("0.50", "0.5"), ("007.10", "7.1"),
    ("0.000001", "0.000001"),
    ("999999.999999999999", "999999.999999999999"),
  ])
  func `a number keeps every digit that counts`(text: String, shown: String) throws {
    #expect(try ExactDecimal(parsing: text).text == shown)
  }

  @Test(arguments: [
    "", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", " 1", "1.2.3", "٣", "1000000", "0.1234567890123", "NaN",
  ])
  func `what is no such number is refused`(_ text: String) {
    #expect(throws: ExactDecimal.Malformed.self) { _ = try ExactDecimal(parsing: text) }
  }

  @Test func `numbers compare by value, however they are written`() throws {
    let (half, halfToo, more) = try (
      ExactDecimal(parsing: "0.5"), ExactDecimal(parsing: "0.500"), ExactDecimal(parsing: "0.51")
    )
    #expect(half.isSameNumber(as: halfToo))
    #expect(!(half < halfToo) && !(halfToo < half))
    #expect(half < more && halfToo < more)
    #expect(more.units(at: 4) == 5100)
  }

  @Test(arguments: [
    (Int128(-107_712), 1, "-10771.2"), (Int128(5), 3, "0.005"), (Int128(-5), 3, "-0.005"), (Int128(1200), 2, "12"),
    (Int128(0), 15, "0"), (Int128(7), 0, "7"),
  ])
  func `units are written as decimals`(units: Int128, places: Int, text: String) {
    #expect(ExactDecimal.text(units, places: places) == text)
  }
}
