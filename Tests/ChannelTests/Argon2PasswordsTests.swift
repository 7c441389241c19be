import Kernel
import PasswordHashing
import Testing

@Suite("Passwords", .timeLimit(.minutes(10)))
struct Argon2PasswordsTests {
  let passwords: Argon2Passwords
  init() throws { passwords = try Argon2Passwords() }

  @Test("a hash names its settings and matches its own password only")
  func roundTrip() async throws {
    let hash = try await passwords.hash("correct horse")
    #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    #expect(try await passwords.verify("correct horse", against: hash))
    #expect(try await !passwords.verify("correct Horse", against: hash))
    #expect(!passwords.isOutdated(hash))
  }

  @Test("two hashes of one password differ")
  func salted() async throws {
    let hashes = try await [passwords.hash("same"), passwords.hash("same")]
    #expect(hashes[0] != hashes[1])
  }

  @Test("what is no hash never matches", arguments: ["", "x", "$argon2id$", String(repeating: "a", count: 500)])
  func noHash(text: String) async throws {
    #expect(try await !passwords.verify("anything", against: text))
  }

  @Test("a hash with weaker settings is outdated but still checked")
  func outdated() {
    #expect(passwords.isOutdated("$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"))
  }

  @Test("an endless password is refused, not hashed")
  func long() async throws {
    let text = String(repeating: "a", count: 1025)
    await #expect(throws: MainstayError.field("password", "is longer than 1024 bytes")) {
      try await passwords.hash(text)
    }
    #expect(try await !passwords.verify(text, against: "x"))
  }

  @Test("more waiting than allowed is refused as unavailable")
  func bounded() async throws {
    let narrow = try Argon2Passwords(threads: 1, waitingLimit: 1)
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 { group.addTask { (try? await narrow.verifyNobody("x")) != nil } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.contains(true))
    #expect(outcomes.contains(false))
  }
}
