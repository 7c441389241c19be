import Foundation
import Kernel
import Outbound

/// The mail server that `scripts/mail-for-tests` runs beside the tests.
enum MailPeer {
  /// How it takes mail.
  enum Port: String, CaseIterable { case plain, starttls, tls, refusing }

  struct Message: Decodable {
    var from: String
    var to: [String]
    var tls: Bool
    var user: String?
    var content: String

    /// The lines of a header, unfolded; nil where there is none.
    func header(_ name: String) -> String? {
      let head = content.components(separatedBy: "\r\n\r\n").first ?? ""
      let lines = head.replacing("\r\n ", with: " ").replacing("\r\n\t", with: " ").components(separatedBy: "\r\n")
      let found = lines.filter { $0.lowercased().hasPrefix(name.lowercased() + ":") }
      return found.count == 1
        ? found[0].dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) : found.first.map { _ in "twice" }
    }
  }

  static let folder = ProcessInfo.processInfo.environment["MAINSTAY_TEST_MAIL"]
  static var isThere: Bool { folder != nil }

  static func server(
    _ port: Port, user: String? = "desk", password: String = "päss word!", trusted: Bool = true,
    security: MailServer.Security? = nil
  ) throws -> MailServer {
    guard let folder else { throw MainstayError.unavailable(reason: "MAINSTAY_TEST_MAIL is not set") }
    let data = try Data(contentsOf: URL(filePath: folder + "/ports.json"))
    let ports = try JSONDecoder().decode([String: Int].self, from: data)
    let signsIn = port == .tls || port == .starttls
    return MailServer(
      host: "localhost", port: ports[port.rawValue] ?? 0,
      security: security ?? (port == .tls ? .tls : port == .starttls ? .startTLS : .none), sender: "desk@example.org",
      user: signsIn ? user : nil,
      password: signsIn && user != nil ? MailServer.Password(path: "/password") { password } : nil,
      certificates: trusted ? folder + "/ca.pem" : nil)
  }

  /// What came for an address, in the order in which it came.
  static func messages(_ port: Port, to address: String) throws -> [Message] {
    guard let folder else { return [] }
    let place = folder + "/" + port.rawValue
    return try FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasSuffix(".json") }.sorted()
      .map { try JSONDecoder().decode(Message.self, from: Data(contentsOf: URL(filePath: place + "/" + $0))) }
      .filter { $0.to == [address] }
  }
}
