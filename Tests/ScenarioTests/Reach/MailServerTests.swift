import Foundation
import Kernel
import NIOCore
import NIOHTTP1
import Testing
@testable import Outbound

@Suite("Mail, handed to a real server", .enabled(if: MailPeer.isThere), .timeLimit(.minutes(10)))
struct MailServerTests {
  private func send(_ server: MailServer, to address: String, text: String = "Hello\r\n") async throws {
    try await MailSender(server).send(
      to: address, headers: ["From: <desk@example.org>", "To: <\(address)>", "Subject: Hello"], text: text)
  }

  @Test("in plain, with STARTTLS and with TLS from the first byte", arguments: [MailPeer.Port.plain, .starttls, .tls])
  func taken(_ port: MailPeer.Port) async throws {
    let address = "taken-\(port.rawValue)@example.org"
    // Long lines, dots alone on a line, and letters beyond ASCII arrive as they were.
    let text = "Grüße\r\n.\r\n..\r\n" + String(repeating: "x", count: 2000) + "\r\nEnde = gut\r\n"
    try await send(try MailPeer.server(port), to: address, text: text)
    let found = try MailPeer.messages(port, to: address)
    #expect(found.count == 1)
    let message = try #require(found.first)
    #expect(message.tls == (port != .plain) && message.from == "desk@example.org")
    #expect(message.user == (port == .plain ? nil : "desk"))
    #expect(message.content.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 100 })
    #expect(MailText.plain(message.content) == text)
    #expect(message.header("MIME-Version") == "1.0")
  }

  private func fault(_ server: MailServer, to address: String) async -> MailSender.Fault? {
    do {
      try await send(server, to: address)
      return nil
    } catch {
      return error as? MailSender.Fault
    }
  }

  @Test("what the server says decides whether the address, the message or the server is to blame")
  func blame() async throws {
    let plain = try MailPeer.server(.plain)
    guard case .later(let later) = await fault(plain, to: "later@example.org") else { throw Unexpected() }
    #expect(later.contains("451"))
    guard case .never(let never) = await fault(plain, to: "never@example.org") else { throw Unexpected() }
    #expect(never.contains("550"))
    guard case .never(let full) = await fault(plain, to: "full@example.org") else { throw Unexpected() }
    #expect(full.contains("552"))
    guard case .server(let sender) = await fault(try MailPeer.server(.refusing), to: "a@example.org") else {
      throw Unexpected()
    }
    #expect(sender.contains("550"))
    #expect(try MailPeer.messages(.plain, to: "full@example.org").isEmpty)
  }

  @Test("a wrong password, a certificate that nobody trusts, and a server without STARTTLS get nothing")
  func refused() async throws {
    let address = "refused@example.org"
    guard case .server(let login) = await fault(try MailPeer.server(.tls, password: "other"), to: address) else {
      throw Unexpected()
    }
    #expect(login.contains("sign-in"))
    for port in [MailPeer.Port.tls, .starttls] {
      guard case .server(let trust) = await fault(try MailPeer.server(port, trusted: false), to: address) else {
        throw Unexpected()
      }
      #expect(trust.contains("certificate"))
      #expect(try MailPeer.messages(port, to: address).isEmpty)
    }
    guard case .server(let plain) = await fault(try MailPeer.server(.plain, security: .startTLS), to: address) else {
      throw Unexpected()
    }
    #expect(plain.contains("STARTTLS"))
    #expect(try MailPeer.messages(.plain, to: address).isEmpty)
  }

  @Test("a server that is not there, and one that says nothing, are waited for no longer than the limit")
  func absent() async throws {
    var server = try MailPeer.server(.plain)
    server.port = 1
    guard case .server(let words) = await fault(server, to: "absent@example.org") else { throw Unexpected() }
    #expect(words.contains("could not be connected to"))
    try await LoopbackServer.listening(answering: nil) { _, port async throws in
      server.port = port
      server.host = "127.0.0.1"
      let sender = MailSender(server, limit: .milliseconds(300))
      let error = await #expect(throws: MailSender.Fault.self) {
        try await sender.send(to: "silent@example.org", headers: [], text: "Hello")
      }
      guard case .server(let words) = error else { throw Unexpected() }
      #expect(words.contains("did not"))
    }
  }

  private struct Unexpected: Error {}
}

/// Mail as its reader sees it, taken apart by nothing of the product.
enum MailText {
  /// The plain text of a message with one part, decoded.
  static func plain(_ content: String) -> String? {
    guard let start = content.range(of: "Content-Transfer-Encoding: quoted-printable") else { return nil }
    guard let body = content[start.upperBound...].range(of: "\r\n\r\n") else { return nil }
    var rest = content[body.upperBound...]
    if let end = rest.range(of: "\r\n--") { rest = rest[..<end.lowerBound] }
    var bytes: [UInt8] = []
    let text = Array(rest.replacing("=\r\n", with: "").utf8)
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "="), index + 2 < text.count,
        let byte = UInt8(String(decoding: text[index + 1...index + 2], as: UTF8.self), radix: 16)
      {
        bytes.append(byte)
        index += 3
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
