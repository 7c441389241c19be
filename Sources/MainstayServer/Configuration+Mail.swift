import Foundation
import Kernel
import Outbound
import Reach

extension SettingReader {
  /// The mail server, where one is set.
  mutating func mail() -> MailServer? {
    let found = value(.mailServer) { text throws(MainstayError) in try SettingReader.server(text) }
    let sender = value(.mailFrom) { text throws(MainstayError) -> String in
      if let fault = WayAddress.mailFault(in: text) { throw .field(Setting.mailFrom.rawValue, fault) }
      return text
    }
    let isPlain = flag(.mailPlain) ?? false
    let user = value(.mailUser) { text throws(MainstayError) -> String in
      if let fault = TextBounds.line(1...255).fault(in: text) { throw .field(Setting.mailUser.rawValue, fault) }
      return text
    }
    let password = path(.mailPasswordFile)
    let certificates = path(.mailCertificates)
    guard values[Setting.mailServer.rawValue].map({ !$0.isEmpty }) ?? false else {
      for setting in [Setting.mailFrom, .mailPlain, .mailUser, .mailPasswordFile, .mailCertificates]
      where !(values[setting.rawValue] ?? "").isEmpty {
        faults.append(FieldFault(setting.rawValue, "is of use only with \(Setting.mailServer.rawValue)"))
      }
      return nil
    }
    if (values[Setting.mailFrom.rawValue] ?? "").isEmpty {
      faults.append(
        FieldFault(Setting.mailFrom.rawValue, "is needed with \(Setting.mailServer.rawValue): where mail comes from"))
    }
    if (user == nil) != (password == nil) {
      faults.append(
        FieldFault(
          (user == nil ? Setting.mailUser : .mailPasswordFile).rawValue,
          "is needed with \((user == nil ? Setting.mailPasswordFile : .mailUser).rawValue)"))
    }
    guard var server = found, let sender else { return nil }
    if isPlain {
      if server.security == .tls {
        faults.append(FieldFault(Setting.mailPlain.rawValue, "contradicts smtps://, which is TLS from the first byte"))
      }
      if user != nil {
        faults.append(
          FieldFault(Setting.mailPlain.rawValue, "would send the password in plain: sign in only with TLS"))
      }
      server.security = .none
    }
    (server.sender, server.user, server.certificates) = (sender, user, certificates)
    server.password = password.map { path in MailServer.Password(path: path) { try SettingReader.password(at: path) } }
    return server
  }

  private mutating func path(_ setting: Setting) -> String? {
    value(setting) { text throws(MainstayError) in
      guard text.hasPrefix("/"), text.utf8.count <= 4096 else {
        throw .field(setting.rawValue, "is an absolute path, one that begins with /")
      }
      return text
    }
  }

  /// `smtps://mail.example.org:465` or `smtp://mail.example.org:587`; those ports where none is named.
  private static func server(_ text: String) throws(MainstayError) -> MailServer {
    let parts = URLComponents(string: text)
    guard let parts, let scheme = parts.scheme, ["smtp", "smtps"].contains(scheme), let host = parts.host,
      !host.isEmpty, host.utf8.count <= 255, host.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), parts.user == nil,
      parts.query == nil, parts.fragment == nil, parts.path.isEmpty || parts.path == "/",
      parts.port.map({ (1...65_535).contains($0) }) ?? true
    else {
      throw .field(
        Setting.mailServer.rawValue,
        "is an address like smtp://mail.example.org:587 (with STARTTLS) or smtps://mail.example.org:465, without a name "
          + "and password in it")
    }
    return MailServer(
      host: host.trimmingCharacters(in: ["[", "]"]), port: parts.port ?? (scheme == "smtps" ? 465 : 587),
      security: scheme == "smtps" ? .tls : .startTLS, sender: "")
  }

  /// Bytes that a password file has at most.
  private static let longestPassword = 1024

  private static func password(at path: String) throws -> String {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw MainstayError.unavailable(reason: "\(Setting.mailPasswordFile.rawValue) cannot be read.")
    }
    defer { try? file.close() }
    let bytes = (try? file.read(upToCount: longestPassword + 1)).flatMap { $0 } ?? Data()
    let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    guard !text.isEmpty, bytes.count <= longestPassword, !text.contains(where: \.isNewline) else {
      throw MainstayError.unavailable(
        reason: "\(Setting.mailPasswordFile.rawValue) holds no password: one line of at most \(longestPassword) bytes.")
    }
    return text
  }
}
