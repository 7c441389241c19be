import Kernel

/// The server that takes the installation's mail (RFC 5321, submission as RFC 6409 has it).
public struct MailServer: Hashable, Sendable {
  /// How the connection is kept from others.
  public enum Security: String, CaseIterable, Hashable, Sendable {
    /// TLS from the first byte (RFC 8314).
    case tls
    /// TLS from STARTTLS on (RFC 3207); without it nothing is sent.
    case startTLS = "starttls"
    /// In plain: for a server on this machine or on a network of one's own.
    case none
  }

  public var host: String
  public var port: Int
  public var security: Security
  /// Nil where the server asks for no sign-in.
  public var user: String?
  /// The password at the moment of asking, so that one which was exchanged holds without a restart. Throws
  /// `MainstayError.unavailable` where it cannot be read.
  public var password: Password?
  /// The address that mail comes from.
  public var sender: String
  /// The file with certificates that are trusted beside the system's, by its absolute path.
  public var certificates: String?

  public init(
    host: String, port: Int, security: Security, sender: String, user: String? = nil, password: Password? = nil,
    certificates: String? = nil
  ) {
    (self.host, self.port, self.security, self.sender) = (host, port, security, sender)
    (self.user, self.password, self.certificates) = (user, password, certificates)
  }

  /// Reads a password when it is needed; two are the same where their files are.
  public struct Password: Hashable, Sendable {
    /// The absolute path of its file.
    public var path: String
    public var read: @Sendable () throws -> String

    public init(path: String, read: @escaping @Sendable () throws -> String) { (self.path, self.read) = (path, read) }

    public static func == (one: Password, other: Password) -> Bool { one.path == other.path }
    public func hash(into hasher: inout Hasher) { hasher.combine(path) }
  }

  /// As libcurl writes it.
  var url: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return "\(security == .tls ? "smtps" : "smtp")://\(name):\(port)/"
  }
}

/// Hands messages to a mail server, within bounds.
public struct MailSender: Sendable {
  public let server: MailServer
  private let exchanges = Exchanges.shared
  private let limit: Kernel.Duration

  /// From the first packet to the server's last word.
  public static let limit = Kernel.Duration.seconds(20)

  public init(_ server: MailServer) { self.init(server, limit: MailSender.limit) }

  init(_ server: MailServer, limit: Kernel.Duration) { (self.server, self.limit) = (server, limit) }

  /// Why a message was not taken.
  package enum Fault: Error, Hashable {
    /// The server cannot be reached, or takes nothing from us: so it is with every message.
    case server(String)
    /// This message, or this address, is not taken now.
    case later(String)
    /// This message, or this address, is never taken.
    case never(String)
  }

  /// Hands one message over; returns once the server has taken it.
  ///
  /// - Parameters:
  ///   - recipient: A mail address as `WayAddress` takes it.
  ///   - headers: Whole lines, encoded, but for those of MIME.
  /// - Throws: `Fault`, and `CancellationError`.
  package func send(to recipient: String, headers: [String], text: String) async throws {
    let password: String?
    do {
      password = try server.password?.read()
    } catch MainstayError.unavailable(let reason) {
      throw Fault.server(reason)
    }
    let exchange = MailExchange(
      server: server, password: password, recipient: recipient, headers: headers, text: text, limit: limit)
    do {
      _ = try await exchanges.reply(to: exchange)
    } catch let broken as HTTPSender.Broken {
      throw Fault.server(broken.description)
    }
  }
}
