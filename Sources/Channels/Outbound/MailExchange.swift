import CCurl
import Kernel

/// One message to one address, by SMTP.
struct MailExchange: Exchange {
  var server: MailServer
  var password: String?
  var recipient: String
  var headers: [String]
  var text: String
  var limit: Kernel.Duration

  func transfer() throws -> any Transfer { try MailTransfer(self) }
}

/// A message while libcurl hands it over; used by one thread.
private final class MailTransfer: Transfer {
  private let handle: CurlHandle
  private let limit: Kernel.Duration

  var easy: UnsafeMutableRawPointer { handle.easy }

  init(_ exchange: MailExchange) throws {
    (handle, limit) = (try CurlHandle(), exchange.limit)
    let server = exchange.server
    try handle.set(CURLOPT_URL, server.url)
    try handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    try handle.setConnection(limit: exchange.limit)
    if server.security == .startTLS { try handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
    if let path = server.certificates { try handle.set(CURLOPT_CAINFO, path) }
    if let user = server.user {
      try handle.set(CURLOPT_USERNAME, user)
      try handle.set(CURLOPT_PASSWORD, exchange.password ?? "")
    }
    try handle.set(CURLOPT_MAIL_FROM, "<\(server.sender)>")
    try handle.set(CURLOPT_MAIL_RCPT, lines: ["<\(exchange.recipient)>"])
    try handle.set(CURLOPT_HTTPHEADER, lines: exchange.headers)
    try handle.setBody(plain: exchange.text)
    try handle.boundHeaders()
  }

  func outcome(_ code: CURLcode) -> Result<Reply, any Error> {
    let status = handle.number(CURLINFO_RESPONSE_CODE)
    guard code == CURLE_OK else { return .failure(fault(code, status)) }
    return .success(Reply(status: status))
  }

  /// The server is to blame for what goes wrong before the message's own address was named.
  private func fault(_ code: CURLcode, _ status: Int) -> MailSender.Fault {
    let detail = handle.detail(code)
    // libcurl says at which command: MAIL names the sender, RCPT the address, DATA begins the message. What it says of
    // the answer to the message itself is that it is no good, and by then the transfer has begun.
    let isAtMessage =
      detail.hasPrefix("RCPT failed") || detail.hasPrefix("DATA failed")
      || (code == CURLE_WEIRD_SERVER_REPLY && handle.time(CURLINFO_PRETRANSFER_TIME_T) > 0)
    // 421: it closes the connection, whatever it was asked.
    if isAtMessage, status != 421 {
      let words = "The mail server answered \(status) (\(detail))."
      if (500..<600).contains(status) { return .never(words) }
      if (400..<500).contains(status) { return .later(words) }
    }
    return .server("The mail server did not take it: \(words(code, detail, status))")
  }

  private func words(_ code: CURLcode, _ detail: String, _ status: Int) -> String {
    switch code {
    case CURLE_LOGIN_DENIED: return "It refuses the sign-in (\(status))."
    case CURLE_USE_SSL_FAILED: return "It offers no STARTTLS, and nothing is sent in plain."
    case CURLE_OPERATION_TIMEDOUT where handle.time(CURLINFO_CONNECT_TIME_T) > 0:
      return "It did not answer in full within \(limit.milliseconds / 1000) s."
    default: return handle.connectionWords(code)
    }
  }
}
