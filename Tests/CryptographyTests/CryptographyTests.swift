import Cryptography
import Testing

/// Bytes of hexadecimal text.
private func hex(_ text: String) -> [UInt8] {
  let digits = Array(text)
  return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}

@Suite("SHA-256 and HMAC", .timeLimit(.minutes(10)))
struct DigestTests {
  @Test(
    "digests are those of FIPS 180-4's examples and of RFC 6234",
    arguments: [
      ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
      (
        "0123456701234567012345670123456701234567012345670123456701234567", 10,
        "594847328451bdfa85056225462cc1d867d877fb388df0ce35f25ab5562bfbb5"
      ),
    ])
  func digest(text: String, count: Int, expected: String) {
    let whole = String(repeating: text, count: count)
    #expect(SHA256.hash(whole.utf8) == hex(expected))
    #expect(SHA256.hash(Array(whole.utf8)) == hex(expected))
    var parts = SHA256()
    for _ in 0..<count { parts.update(text.utf8) }
    #expect(parts.finalize() == hex(expected))
  }

  @Test("parts of any size make the digest of the whole, also of a sequence without storage, and then begin anew")
  func parts() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var hash = SHA256()
    for size in [1, 3, 63, 64, 65, 128, 1000] {
      for start in stride(from: 0, to: bytes.count, by: size) { hash.update(bytes[start...].prefix(size)) }
      #expect(hash.finalize() == SHA256.hash(bytes))
    }
    hash.update(bytes.lazy.map { $0 })
    #expect(hash.finalize() == SHA256.hash(bytes))
    #expect(hash.finalize() == SHA256.hash([]))
  }

  @Test("many threads hash at once")
  func threads() async {
    let expected = SHA256.hash("abc".utf8)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { (0..<2000).allSatisfy { _ in SHA256.hash("abc".utf8) == expected } }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  /// RFC 4231, section 4: cases 1 to 4, 6 and 7.
  static let codes: [(key: String, message: String, code: String)] = [
    (
      String(repeating: "0b", count: 20), "4869205468657265",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      "0102030405060708090a0b0c0d0e0f10111213141516171819", String(repeating: "cd", count: 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    ),
    (
      String(repeating: "aa", count: 131),
      "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    (
      String(repeating: "aa", count: 131),
      "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e64"
        + "2061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f2062652068"
        + "6173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e",
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
    ),
  ]

  @Test("codes are those of RFC 4231", arguments: codes.indices)
  func code(index: Int) throws {
    let (key, message, expected) = Self.codes[index]
    #expect(try HMACSHA256.code(for: hex(message), key: hex(key)) == hex(expected))
    #expect(HMACSHA256.isValid(hex(expected), for: hex(message), key: hex(key)))
    var wrong = hex(expected)
    wrong[31] ^= 1
    #expect(!HMACSHA256.isValid(wrong, for: hex(message), key: hex(key)))
    #expect(!HMACSHA256.isValid(Array(hex(expected).dropLast()), for: hex(message), key: hex(key)))
  }

  /// Computed apart with Python's hmac module.
  @Test("an empty key and an empty message have a code too")
  func empty() throws {
    #expect(
      try HMACSHA256.code(for: [], key: [])
        == hex("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"))
  }
}

@Suite("Ed25519", .timeLimit(.minutes(10)))
struct Ed25519Tests {
  /// RFC 8032, section 7.1: tests 1 to 3 and of SHA(abc).
  static let vectors: [(secret: String, key: String, message: String, signature: String)] = [
    (
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    ),
    (
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ),
    (
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    ),
    (
      "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
    ),
  ]

  @Test("keys and signatures are those of RFC 8032", arguments: vectors.indices)
  func vector(index: Int) throws {
    let (secret, publicKey, message, expected) = Self.vectors[index]
    let key = try #require(Ed25519.PrivateKey(secret: hex(secret)))
    #expect(key.publicKey == hex(publicKey))
    #expect(try key.signature(over: hex(message)) == hex(expected))
    #expect(Ed25519.verify(hex(expected), over: hex(message), by: hex(publicKey)))
    #expect(!Ed25519.verify(hex(expected), over: hex(message) + [0], by: hex(publicKey)))
    for place in [0, 31, 32, 63] {
      var changed = hex(expected)
      changed[place] ^= 1
      #expect(!Ed25519.verify(changed, over: hex(message), by: hex(publicKey)))
    }
  }

  @Test("what is no key and no signature is told from one", arguments: [0, 1, 31, 33, 63, 65])
  func malformed(count: Int) throws {
    let bytes = [UInt8](repeating: 7, count: count)
    #expect(Ed25519.PrivateKey(secret: bytes) == nil)
    let key = try #require(Ed25519.PrivateKey(secret: [UInt8](repeating: 7, count: 32)))
    #expect(!Ed25519.verify(bytes, over: [], by: key.publicKey))
    #expect(try !Ed25519.verify(key.signature(over: []), over: [], by: bytes))
  }

  @Test("a signature with the order of the group added to it is refused, though it adds up (RFC 8032, section 5.1.7)")
  func malleable() {
    let (_, publicKey, message, signature) = Self.vectors[1]
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
    var (bytes, carry) = (hex(signature), 0)
    for place in 0..<32 {
      let sum = Int(bytes[32 + place]) + Int(order[place]) + carry
      bytes[32 + place] = UInt8(sum & 255)
      carry = sum >> 8
    }
    #expect(carry == 0 && !Ed25519.verify(bytes, over: hex(message), by: hex(publicKey)))
  }
}

@Suite("AES-256-GCM", .timeLimit(.minutes(10)))
struct AES256GCMTests {
  struct Vector {
    var key, nonce, context, plain, sealed, tag: String
  }

  /// Test cases 13 to 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega), which NIST SP 800-38D is of.
  static let vectors = [
    Vector(
      key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12), context: "", plain: "",
      sealed: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
    Vector(
      key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12), context: "",
      plain: String(repeating: "00", count: 16), sealed: "cea7403d4d606b6e074ec5d3baf39d18",
      tag: "d0d1c8a799996bf0265b98b5d48ab919"),
    Vector(
      key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888",
      context: "",
      plain: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
      sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
      tag: "b094dac5d93471bdec1a502270e3cc6c"),
    Vector(
      key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888",
      context: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      plain: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
      sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
      tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
  ]

  @Test("boxes are those of the published cases, as nonce, ciphertext and tag", arguments: vectors.indices)
  func vector(index: Int) throws {
    let vector = Self.vectors[index]
    let key = try #require(AES256GCM(key: hex(vector.key)))
    let box = try key.seal(hex(vector.plain), nonce: hex(vector.nonce), authenticating: hex(vector.context))
    #expect(box == hex(vector.nonce + vector.sealed + vector.tag))
    #expect(key.open(box, authenticating: hex(vector.context)) == hex(vector.plain))
    #expect(key.open(box, authenticating: hex(vector.context) + [0]) == nil)
    for place in box.indices {
      var changed = box
      changed[place] ^= 1
      #expect(key.open(changed, authenticating: hex(vector.context)) == nil, "byte \(place)")
    }
  }

  @Test("what is too short, a nonce or a key of another length is refused")
  func malformed() throws {
    let key = try #require(AES256GCM(key: [UInt8](repeating: 1, count: 32)))
    for count in [0, 12, 27] { #expect(key.open([UInt8](repeating: 0, count: count), authenticating: []) == nil) }
    for count in [0, 11, 13] {
      #expect(throws: CryptographyError.self) {
        try key.seal([1], nonce: [UInt8](repeating: 0, count: count), authenticating: [])
      }
    }
    for count in [0, 16, 31, 33] { #expect(AES256GCM(key: [UInt8](repeating: 1, count: count)) == nil) }
  }
}
