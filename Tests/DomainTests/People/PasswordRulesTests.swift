import Kernel
import People
import Testing

@Suite("Passwords that are easy to guess", .timeLimit(.minutes(10)))
struct PasswordRulesTests {
  private struct TwoPasswords: CommonPasswords {
    func contains(_ password: String) -> Bool { ["password1234", "letmeinplease"].contains(password) }
  }

  private static let names = ["kim.berg", "Kim Berg-Olsen", "sales", "k.berg@example.org"]

  @Test(
    "common ones, names, sequences and pieces over and over are refused",
    arguments: [
      "password1234", "PassWord1234", "let me in please", "aaaaaaaaaaaa", "abababababab", "123456789012",
      "abcdefghijkl", "qwertyuiopas", "1qaz2wsx3edc", "mainstay2026", "Mainstay!Mainstay!", "kimberg-2026!",
      "berg-olsen 2026", "salessales1!", "weaklingweakling", "            ", "Kim.Berg.Kim.Berg", "987654321098",
    ])
  func refused(password: String) throws {
    #expect(try PasswordRules.fault(in: password, of: PasswordRulesTests.names, common: TwoPasswords()) != nil)
  }

  private struct Words: CommonPasswords {
    func contains(_ password: String) -> Bool {
      ["password", "summer", "company", "letmein", "admin", "sommer", "hello", "welcome"].contains(password)
    }
  }

  @Test(
    "a common word with a year, digits and signs beside it is refused, however its letters are written",
    arguments: [
      ("P@ssw0rd1234", true), ("Password123!", true), ("Summer2026!!", true), ("Company2026!", true),
      ("letmein12345", true), ("admin1234567", true), ("Sommer2026!!!!", true), ("hell0-1234567", true),
      ("2026!!welcome", true), ("@dm1n1111111111", true), ("Pa$$word 2026", true), ("summer 48603917", false),
      ("summer walks in the rain", false), ("summerwalks2026", false), ("welcome to the company", false),
      ("admin of green trams", false), ("\u{fc}ber2026!!\u{fc}ber", false),
    ])
  func decorated(password: String, isRefused: Bool) throws {
    #expect((try PasswordRules.fault(in: password, of: [], common: Words()) != nil) == isRefused)
  }

  @Test(
    "long ones of several words, of any writing, are taken",
    arguments: [
      "correct horse battery", "kim.berg rides a green tram", "xK9#vTq2!mZw", "wieso \u{fc}berhaupt nicht so",
      "\u{43c}\u{43e}\u{440}\u{43e}\u{437} \u{438} \u{441}\u{43e}\u{43b}\u{43d}\u{446}\u{435}",
      "sales of umbrellas soared",
    ])
  func taken(password: String) throws {
    #expect(try PasswordRules.fault(in: password, of: PasswordRulesTests.names, common: TwoPasswords()) == nil)
  }

  private struct Missing: CommonPasswords {
    func contains(_ password: String) throws -> Bool { throw MainstayError.unavailable(reason: "no list") }
  }

  @Test("without the list nothing is taken")
  func withoutList() {
    #expect(throws: MainstayError.unavailable(reason: "no list")) {
      try PasswordRules.fault(in: "correct horse battery", of: [], common: Missing())
    }
  }
}
