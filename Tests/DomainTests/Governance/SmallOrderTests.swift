import Journal
import Kernel
import Testing

@Suite("Keys for which anybody can sign", .timeLimit(.minutes(10)))
struct SmallOrderTests {
  @Test(
    "points of small order, in every encoding",
    arguments: [
      String(repeating: "0", count: 64), String(repeating: "0", count: 62) + "80",
      "01" + String(repeating: "0", count: 62), "01" + String(repeating: "0", count: 60) + "80",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ])
  func small(_ text: String) throws {
    #expect(SealKey.isSmallOrder(try #require(bytes(hexadecimal: text))))
  }

  @Test("keys of nodes are none of them", arguments: 1...8)
  func usual(_ seed: UInt8) throws {
    let key = try #require(SealKey(secret: [UInt8](repeating: seed, count: 32)))
    #expect(!SealKey.isSmallOrder(key.publicKey))
  }

  @Test("what a node remembers is read as it was written")
  func remembered() {
    let seal = RememberedSeal(number: 7, digest: [UInt8](repeating: 0xab, count: 32))
    #expect(RememberedSeal(seal.text) == seal)
    for text in ["", "7", "7:", "7:ab", "0:" + hexadecimal(seal.digest), "x:" + hexadecimal(seal.digest)] {
      #expect(RememberedSeal(text) == nil)
    }
  }

  @Test("findings of a kind are kept up to a bound, and all are counted")
  func tally() {
    var tally = FindingTally()
    for number in 1...FindingTally.mostOfAKind + 5 {
      tally.add(JournalFinding(.text, "ticket/\(number)", nil, "differs"))
    }
    tally.add(JournalFinding(.seal, "checkpoint/1", nil, "is gone"))
    #expect(tally.kept.count == FindingTally.mostOfAKind + 1 && tally.kept.last?.kind == .seal)
    #expect(tally.total == FindingTally.mostOfAKind + 6 && tally.first.count == 2)
  }
}
