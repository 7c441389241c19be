import Journal
import Testing

@Suite("The key that seals secrets", .timeLimit(.minutes(10)))
struct SecretsKeyTests {
  private func key(_ byte: UInt8) throws -> SecretsKey {
    try #require(SecretsKey(secret: [UInt8](repeating: byte, count: SecretsKey.length)))
  }

  private let nonce = [UInt8](repeating: 3, count: SecretsKey.nonceLength)

  @Test("what it seals it opens, for the same record and nothing else")
  func opens() throws {
    let sealed = try key(1).seal("whsec_c2VjcmV0", for: "webhook/1", nonce: nonce)
    #expect(!sealed.text.contains("whsec_") && sealed.text.hasPrefix("sealed:1:"))
    let read = try #require(SealedText(sealed.text))
    #expect(read == sealed)
    #expect(try key(1).open(read, for: "webhook/1") == "whsec_c2VjcmV0")
    #expect(try key(1).open(read, for: "webhook/2") == nil)
    #expect(try key(2).open(read, for: "webhook/1") == nil)
  }

  @Test("a changed byte anywhere opens nothing", arguments: [0, 11, 12, 20, 30])
  func changed(_ place: Int) throws {
    var sealed = try key(1).seal("whsec_c2VjcmV0", for: "webhook/1", nonce: nonce)
    sealed.bytes[place] ^= 1
    #expect(try key(1).open(sealed, for: "webhook/1") == nil)
  }

  @Test("keys are told apart by ids that say nothing of them")
  func ids() throws {
    #expect(try key(1).id != key(2).id)
    #expect(try key(1).id.count == 8 && key(1).id == key(1).id)
    #expect(SecretsKey(secret: [1, 2, 3]) == nil)
    #expect(
      SealedText("whsec_c2VjcmV0") == nil && SealedText("sealed:1:abc") == nil && SealedText("sealed:1:a:xy") == nil)
  }
}
