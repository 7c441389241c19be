import CCurl
import Core
import Foundation
import Kernel

/// A request by HTTP, and where it goes.
struct HTTPExchange: Exchange {
  var method: String
  /// http or https, without a name or password in it.
  var url: String
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  /// The connection goes to this address and no other, whatever the host of the URL resolves to; certificates are
  /// still checked against that host.
  var destination: OutboundGuard.Address
  /// From the first packet to the last byte that is read of the answer.
  var limit: Kernel.Duration
  /// Bytes of the answer that are kept; nil where none is needed, and enough is read to see that it came.
  var keeps: Int?

  func transfer() throws -> any Transfer { try HTTPTransfer(self) }
}

/// A request while libcurl works on it; used by one thread.
private final class HTTPTransfer: Transfer {
  private let handle: CurlHandle
  private let exchange: HTTPExchange
  private var bodyRead = 0
  private var body: [UInt8] = []
  private var longest: Int { exchange.keeps ?? HTTPSender.longestAnswer }
  /// The address that libcurl wanted to connect to instead.
  private var strayed = false

  var easy: UnsafeMutableRawPointer { handle.easy }

  init(_ exchange: HTTPExchange) throws {
    (self.exchange, handle) = (exchange, try CurlHandle())
    try setRequest()
    try setConnection()
    try setReading()
  }

  private func setRequest() throws {
    try handle.set(CURLOPT_URL, exchange.url)
    try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
    try handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    try handle.set(CURLOPT_FOLLOWLOCATION, 0)
    if exchange.method == "GET" {
      try handle.set(CURLOPT_HTTPGET, 1)
    } else {
      try handle.set(CURLOPT_POST, 1)
      try handle.set(CURLOPT_CUSTOMREQUEST, exchange.method)
      try handle.set(CURLOPT_POSTFIELDSIZE, exchange.body.count)
      var body = exchange.body
      try handle.check(curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, &body))
    }
    try handle.set(CURLOPT_USERAGENT, "Mainstay")
    // First those that libcurl would add by itself.
    let own = exchange.headers.map { "\($0.name): \($0.value)" }
    try handle.set(CURLOPT_HTTPHEADER, lines: ["Accept:", "Expect:", "Content-Type:"] + own)
  }

  private func setConnection() throws {
    try handle.setConnection(limit: exchange.limit)
    let address = exchange.destination.text
    // Any host, any port: that address, the same port.
    try handle.set(CURLOPT_CONNECT_TO, lines: ["::" + (address.contains(":") ? "[\(address)]" : address) + ":"])
    try handle.check(
      curl_set_opener(easy) { place, _, address in
        guard let place, let address else { return -1 }
        return HTTPTransfer.at(place).open(address)
      })
    try handle.check(curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(self).toOpaque()))
  }

  private func setReading() throws {
    try handle.check(
      curl_set_reader(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, place in
        guard let place else { return 0 }
        return HTTPTransfer.at(place).readBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
      })
    try handle.check(curl_set_pointer(easy, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque()))
    try handle.boundHeaders()
  }

  private static func at(_ place: UnsafeMutableRawPointer) -> HTTPTransfer {
    Unmanaged<HTTPTransfer>.fromOpaque(place).takeUnretainedValue()
  }

  /// The address that was checked is the one that is connected to, or none.
  private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = Int(curl_address_bytes(address, &bytes))
    guard Array(bytes.prefix(count)) == exchange.destination.bytes else {
      strayed = true
      return -1
    }
    return curl_open_socket(address)
  }

  private func readBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    bodyRead += bytes.count
    guard bodyRead <= longest else { return 0 }
    if exchange.keeps != nil { body.append(contentsOf: bytes) }
    return bytes.count
  }

  func outcome(_ code: CURLcode) -> Result<Reply, any Error> {
    // Of a long answer enough was read.
    let isLong = code == CURLE_WRITE_ERROR && bodyRead > longest
    if isLong, exchange.keeps != nil {
      return .failure(HTTPSender.Broken(description: "Its answer is longer than \(longest) bytes."))
    }
    guard code == CURLE_OK || isLong else { return .failure(failure(code)) }
    // Seconds, also where the header has a date.
    let wait = min(handle.time(CURLINFO_RETRY_AFTER), Delivery.longestWait.milliseconds / 1000)
    return .success(
      Reply(
        status: handle.number(CURLINFO_RESPONSE_CODE), retryAfter: wait > 0 ? .seconds(wait) : nil, body: body))
  }

  private func failure(_ code: CURLcode) -> any Error {
    if strayed { return HTTPSender.Refused(description: "The address may not be called: it is not the one checked.") }
    if code == CURLE_OPERATION_TIMEDOUT, isConnected || exchange.limit <= HTTPSender.connectLimit {
      return HTTPSender.TookTooLong(seconds: exchange.limit.milliseconds / 1000)
    }
    return HTTPSender.Broken(description: words(code))
  }

  private var isConnected: Bool { handle.time(CURLINFO_PRETRANSFER_TIME_T) > 0 }

  private func words(_ code: CURLcode) -> String {
    switch code {
    case CURLE_GOT_NOTHING: "It closed the connection without an answer."
    case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      "It broke the connection off before its answer was whole."
    case CURLE_WRITE_ERROR: "The headers of its answer are longer than \(HTTPSender.longestHeaders) bytes."
    default: handle.connectionWords(code)
    }
  }
}

extension CurlHandle {
  /// Why a connection was not made, or failed.
  func connectionWords(_ code: CURLcode) -> String {
    switch code {
    case CURLE_OPERATION_TIMEDOUT:
      return "It did not take the connection within \(HTTPSender.connectLimit.milliseconds / 1000) s."
    case CURLE_COULDNT_CONNECT:
      let number = number(CURLINFO_OS_ERRNO)
      let cause = number == 0 ? CurlHandle.words(code) : String(cString: strerror(Int32(truncatingIfNeeded: number)))
      return "It could not be connected to: \(cause)."
    case CURLE_PEER_FAILED_VERIFICATION: return "Its certificate is not to be trusted: \(detail(code))."
    default: return "\(detail(code))."
    }
  }
}
