import Kernel
import MainstayServer
import Outbound
import Testing

@Suite("Settings of mail", .timeLimit(.minutes(10)))
struct MailSettingsTests {
  private func faults(_ values: [String: String]) -> Set<String> {
    do {
      _ = try Configuration(values: values)
      return []
    } catch .invalid(let faults) {
      return Set(faults.map(\.path))
    } catch {
      return ["another error"]
    }
  }

  @Test(
    "how the connection is kept from others is said by the address",
    arguments: [
      ("smtp://mail.example.org", 587, MailServer.Security.startTLS),
      ("smtps://mail.example.org", 465, .tls), ("smtps://mail.example.org:2465/", 2465, .tls),
      ("smtp://[fd00::1]:25", 25, .startTLS),
    ])
  func address(_ text: String, _ port: Int, _ security: MailServer.Security) throws {
    let values = ["MAINSTAY_MAIL_SERVER": text, "MAINSTAY_MAIL_FROM": "desk@example.org"]
    let server = try #require(try Configuration(values: values).mail)
    #expect(server.port == port && server.security == security && server.sender == "desk@example.org")
    #expect(server.host == "mail.example.org" || server.host == "fd00::1")
    var plain = values
    plain["MAINSTAY_MAIL_PLAIN"] = "yes"
    if security == .startTLS { #expect(try Configuration(values: plain).mail?.security == MailServer.Security.none) }
  }

  @Test("each fault is named by its setting")
  func wrong() {
    let server = ["MAINSTAY_MAIL_SERVER": "smtp://mail.example.org", "MAINSTAY_MAIL_FROM": "desk@example.org"]
    func with(_ more: [String: String]) -> Set<String> { faults(server.merging(more) { $1 }) }
    #expect(faults(server) == [])
    #expect(faults(["MAINSTAY_MAIL_SERVER": "smtp://mail.example.org"]) == ["MAINSTAY_MAIL_FROM"])
    for text in [
      "mail.example.org", "http://mail.example.org", "smtp://desk:pw@mail.example.org", "smtp://", "smtp://a/b",
    ] {
      #expect(with(["MAINSTAY_MAIL_SERVER": text]) == ["MAINSTAY_MAIL_SERVER"], "\(text)")
    }
    #expect(with(["MAINSTAY_MAIL_FROM": "desk@example.org\r\nBcc: x@y.z"]) == ["MAINSTAY_MAIL_FROM"])
    #expect(with(["MAINSTAY_MAIL_USER": "desk"]) == ["MAINSTAY_MAIL_PASSWORD_FILE"])
    #expect(with(["MAINSTAY_MAIL_PASSWORD_FILE": "/secret"]) == ["MAINSTAY_MAIL_USER"])
    #expect(
      with(["MAINSTAY_MAIL_PASSWORD_FILE": "secret", "MAINSTAY_MAIL_USER": "x"]).contains("MAINSTAY_MAIL_PASSWORD_FILE")
    )
    #expect(
      with(["MAINSTAY_MAIL_PASSWORD_FILE": "/secret", "MAINSTAY_MAIL_USER": "x", "MAINSTAY_MAIL_PLAIN": "yes"])
        == ["MAINSTAY_MAIL_PLAIN"])
    #expect(with(["MAINSTAY_MAIL_SERVER": "smtps://a.b", "MAINSTAY_MAIL_PLAIN": "yes"]) == ["MAINSTAY_MAIL_PLAIN"])
    #expect(faults(["MAINSTAY_MAIL_FROM": "desk@example.org"]) == ["MAINSTAY_MAIL_FROM"])
  }
}
