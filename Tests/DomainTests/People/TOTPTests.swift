import Cryptography
import Kernel
import People
import Testing

@Suite("Codes of authenticator apps", .timeLimit(.minutes(10)))
struct TOTPTests {
  /// RFC 6238, appendix B.
  static let vectors: [(seconds: Int64, sha1: String, sha256: String, sha512: String)] = [
    (59, "94287082", "46119246", "90693936"), (1_111_111_109, "07081804", "68084774", "25091201"),
    (1_111_111_111, "14050471", "67062674", "99943326"), (1_234_567_890, "89005924", "91819424", "93441116"),
    (2_000_000_000, "69279037", "90698825", "38618901"), (20_000_000_000, "65353130", "77737706", "47863826"),
  ]

  private static func secret(_ length: Int) -> [UInt8] {
    (0..<length).map { UInt8(ascii: "1") + UInt8($0 % 10) }.map { $0 > 57 ? 48 : $0 }
  }

  @Test("are those of RFC 6238", arguments: vectors)
  func vector(_ vector: (seconds: Int64, sha1: String, sha256: String, sha512: String)) throws {
    let step = TOTP.step(at: Instant(seconds: vector.seconds))
    for (hash, length, code) in [
      (HMAC.Hash.sha1, 20, vector.sha1), (.sha256, 32, vector.sha256), (.sha512, 64, vector.sha512),
    ] {
      #expect(try TOTP.code(of: Self.secret(length), step: step, digits: 8, hash: hash) == code, "\(hash)")
    }
  }

  /// RFC 4226, appendix D.
  @Test("are those of RFC 4226, with six digits")
  func counters() throws {
    let codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
    for (counter, code) in codes.enumerated() {
      #expect(try TOTP.code(of: Self.secret(20), step: Int64(counter)) == code)
    }
  }

  @Test("are taken a step before and after their time, and each once")
  func window() throws {
    let now = Instant(seconds: 1_748_854_800)
    let (secret, present) = (Self.secret(20), TOTP.step(at: now))
    for distance: Int64 in -3...3 {
      let code = try TOTP.code(of: secret, step: present + distance)
      let found = try TOTP.match(code, secret: secret, at: now, after: nil)
      #expect(found == (abs(distance) <= 1 ? present + distance : nil), "\(distance)")
    }
    let code = try TOTP.code(of: secret, step: present)
    #expect(try TOTP.match(code, secret: secret, at: now, after: present) == nil)
    #expect(try TOTP.match(code, secret: secret, at: now, after: present + 1) == nil)
    #expect(try TOTP.match(code, secret: secret, at: now, after: present - 1) == present)
    #expect(try TOTP.match("", secret: secret, at: now, after: nil) == nil)
    #expect(try TOTP.match(String(code.dropLast()), secret: secret, at: now, after: nil) == nil)
  }

  @Test(
    "are read as people type them",
    arguments: [
      ("123456", "123456"), ("123 456", "123456"), (" 12-34-56 ", "123456"), ("12345", nil), ("1234567", nil),
      ("12345a", nil), ("１２３４５６", nil), ("", nil), (String(repeating: " ", count: 40) + "123456", nil),
    ] as [(String, String?)])
  func typed(_ text: String, _ code: String?) { #expect(TOTP.typed(text) == code) }

  /// RFC 4648, section 10.
  @Test(
    "have secrets in Base32 as RFC 4648 has it",
    arguments: [
      ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
      ("foobar", "MZXW6YTBOI"),
    ])
  func base32(_ text: String, _ letters: String) {
    #expect(Base32.text(Array(text.utf8)) == letters && Base32.bytes(letters) == Array(text.utf8))
    #expect(Base32.bytes(letters + "1") == nil)
  }

  @Test("come to an app by an address that hides no name in it")
  func address() {
    let address = TOTP.address(secret: Self.secret(20), issuer: "Alder: Help & desk", account: "kim.berg")
    #expect(
      address == "otpauth://totp/Alder%20%20Help%20%26%20desk:kim.berg?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        + "&issuer=Alder%20%20Help%20%26%20desk&algorithm=SHA1&digits=6&period=30")
  }

  @Test("of the paper kind are read whatever the case and the dashes")
  func recovery() {
    let shown = RecoveryCode.shown((0..<10).map { UInt8($0 * 25) })
    #expect(shown.utf8.count == 19 && shown.utf8.count { $0 == UInt8(ascii: "-") } == 3)
    let plain = RecoveryCode.typed(shown)
    #expect(plain?.utf8.count == 16)
    for text in [shown.uppercased(), shown.replacing("-", with: " "), shown.replacing("-", with: "")] {
      #expect(RecoveryCode.typed(text) == plain)
    }
    for text in ["", "abcd", shown + "a", shown.replacing("a", with: "1"), "123456"] where text != shown {
      #expect(RecoveryCode.typed(text) == nil, "\(text)")
    }
  }

  @Test("cost a wait where they are wrong, an hour at most")
  func waits() {
    let minutes = [0, 1, 4, 5, 6, 7, 10, 11, 12, 100, Int.max].map { CodeWait.after($0).milliseconds / 60_000 }
    #expect(minutes == [0, 0, 0, 1, 2, 4, 32, 60, 60, 60, 60])
  }
}
