import Core
import Kernel
import Outbound
import Reach
import ReachUseCases

/// Sends messages to people by mail.
public struct MailCourier: Sendable {
  private let sender: MailSender

  public init(_ sender: MailSender) { self.sender = sender }

  /// One try. Every try of one delivery has the same Message-ID, by which receivers know it again.
  public func deliver(_ delivery: Delivery, _ app: App) async -> DeliveryOutcome {
    let message: OutgoingMessage
    switch await app.outgoing(delivery) {
    case .send(let found): message = found
    case .not(let outcome): return outcome
    }
    do {
      try await sender.send(
        to: message.address, headers: headers(of: message, delivery.id), text: MailCourier.text(of: message))
      return .delivered
    } catch MailSender.Fault.server(let why) {
      return .failed(why)
    } catch MailSender.Fault.later(let why) {
      return .deferred(why)
    } catch MailSender.Fault.never(let why) {
      return .declined(why)
    } catch {
      return .failed("The mail server could not be reached: \(String(describing: error).prefix(utf8Bytes: 300))")
    }
  }

  /// Sends one message that says that mail is set up, to see whether it is.
  ///
  /// - Throws: `MainstayError.unavailable` with what the server said.
  public func sendTest(to address: String, desk: String?, at now: Instant, id: RecordID) async throws {
    let message = OutgoingMessage(
      address: address, subject: "Test", text: "This is a test: the desk can send mail.", why: "Somebody asked for it.",
      desk: desk, createdAt: now)
    do {
      try await sender.send(to: address, headers: headers(of: message, id), text: MailCourier.text(of: message))
    } catch MailSender.Fault.server(let why), MailSender.Fault.later(let why), MailSender.Fault.never(let why) {
      throw MainstayError.unavailable(reason: why)
    }
  }

  private func headers(of message: OutgoingMessage, _ id: RecordID) -> [String] {
    let domain = sender.server.sender.split(separator: "@").last.map(String.init) ?? "localhost"
    var lines = [
      "Date: \(MailHeaders.date(message.createdAt))",
      MailHeaders.line("From", display: message.desk, address: sender.server.sender),
      MailHeaders.line("To", display: nil, address: message.address),
      MailHeaders.line("Subject", text: message.mailSubject),
      "Message-ID: <\(id.text)@\(domain)>",
      // No out-of-office answers, please (RFC 3834).
      "Auto-Submitted: auto-generated",
    ]
    if message.urgency.isUrgent { lines.append("Importance: high") }
    if let link = message.preferences { lines.append("List-Unsubscribe: <\(link)>") }
    return lines
  }

  static func text(of message: OutgoingMessage) -> String {
    var lines = [message.text]
    if let title = message.title { lines += ["", title] }
    if let code = message.code { lines += ["", "The code is: \(code)"] }
    if let link = message.link { lines += ["", link] }
    lines += ["", "-- ", message.desk.map { "\($0). \(message.why)" } ?? message.why]
    if let link = message.preferences { lines.append("What you are told of, and when: \(link)") }
    return lines.joined(separator: "\r\n") + "\r\n"
  }
}
