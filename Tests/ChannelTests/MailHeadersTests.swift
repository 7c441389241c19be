import Foundation
import Kernel
import Testing
@testable import Mail

@Suite("Headers of mail", .timeLimit(.minutes(10)))
struct MailHeadersTests {
  /// Decodes encoded words as RFC 2047 has it, apart from the code that writes them.
  private func decoded(_ header: String) -> String {
    let unfolded = header.replacing("\r\n ", with: " ")
    var (text, last) = ("", false)
    for part in unfolded.split(separator: " ", omittingEmptySubsequences: false) {
      let isWord = part.hasPrefix("=?UTF-8?B?") && part.hasSuffix("?=")
      if !text.isEmpty, !(last && isWord) { text += " " }
      if isWord, let data = Data(base64Encoded: String(part.dropFirst(10).dropLast(2))) {
        text += String(decoding: data, as: UTF8.self)
      } else {
        text += part
      }
      last = isWord
    }
    return text
  }

  @Test("plain text stands as it is")
  func plain() {
    #expect(MailHeaders.line("Subject", text: "INC-1024 was given to you") == "Subject: INC-1024 was given to you")
  }

  @Test(
    "all else is encoded, in lines of at most 76 characters of plain ASCII, and comes out as it went in",
    arguments: [
      "Drucker \u{201e}Käthe\u{201c} brennt", "プリンターが燃えています、すぐに来てください、お願いします", "=?UTF-8?B?SGk=?=",
      "INC-1024 was given to you: a subject that is longer than sixty characters of ASCII",
      "\u{1F469}\u{200D}\u{1F52C}",
    ])
  func encoded(_ text: String) {
    let line = MailHeaders.line("Subject", text: text)
    for part in line.components(separatedBy: "\r\n") {
      #expect(part.utf8.count <= 76 + "Subject: ".count && part.utf8.allSatisfy { (0x20...0x7e).contains($0) })
    }
    #expect(decoded(String(line.dropFirst("Subject: ".count))) == text)
  }

  @Test(
    "nothing that somebody typed begins another header, or the message",
    arguments: [
      "Hello\r\nBcc: all@example.org", "Hello\nBcc: all@example.org", "Hello\r\n\r\nText",
      "Hello\r\n.\r\nMAIL FROM:<x@y.z>",
      "\u{2028}Bcc: x", "a\u{0}b", "\u{85}Bcc: x",
    ])
  func injection(_ text: String) {
    for line in [
      MailHeaders.line("Subject", text: text), MailHeaders.line("From", display: text, address: "desk@example.org"),
    ] {
      // What follows a line end is a folded line: it begins with a blank and holds an encoded word or the address.
      let parts = line.components(separatedBy: "\r\n")
      #expect(parts.dropFirst().allSatisfy { $0.hasPrefix(" =?UTF-8?B?") || $0 == " <desk@example.org>" })
      #expect(parts.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7e).contains($0) } })
    }
  }

  @Test("a long title is cut")
  func long() {
    let line = MailHeaders.line("Subject", text: String(repeating: "ä", count: 400))
    #expect(decoded(String(line.dropFirst(9))).unicodeScalars.count == MailHeaders.longest)
  }

  @Test(
    "dates are those of RFC 5322",
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (1_748_854_800, "Mon, 02 Jun 2025 09:00:00 +0000"),
      (1_709_210_096, "Thu, 29 Feb 2024 12:34:56 +0000"),
    ] as [(Int64, String)])
  func dates(_ seconds: Int64, _ text: String) { #expect(MailHeaders.date(Instant(seconds: seconds)) == text) }
}
