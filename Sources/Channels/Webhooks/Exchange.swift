import CCurl
import Core
import Foundation
import Kernel

/// A request, and where it goes.
struct Exchange: Sendable {
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
}

/// What an answer said.
struct Reply: Hashable, Sendable {
  var status: Int
  /// When it wants to be asked again (`Retry-After`), from now; nil where it says nothing of that.
  var retryAfter: Kernel.Duration?
}

/// An exchange while libcurl works on it; used by one thread.
final class Transfer {
  let easy: UnsafeMutableRawPointer
  let continuation: CheckedContinuation<Reply, any Error>
  private let exchange: Exchange
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var places: UnsafeMutablePointer<curl_slist>?
  /// Where libcurl says what went wrong.
  private let fault: UnsafeMutablePointer<CChar>
  private var bodyRead = 0
  private var headersRead = 0
  /// The address that libcurl wanted to connect to instead.
  private var strayed = false

  /// Throws `HTTPSender.Broken` for a request that libcurl does not take.
  init(_ exchange: Exchange, _ continuation: CheckedContinuation<Reply, any Error>) throws {
    guard let easy = curl_easy_init() else { throw HTTPSender.Broken(description: "There is no memory for it.") }
    (self.exchange, self.continuation, self.easy) = (exchange, continuation, easy)
    fault = .allocate(capacity: Int(CURL_ERROR_SIZE))
    fault.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    try setRequest()
    try setConnection()
    try setReading()
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headers)
    curl_slist_free_all(places)
    fault.deallocate()
  }

  private func setRequest() throws {
    try check(curl_set_text(easy, CURLOPT_URL, exchange.url))
    try check(curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https"))
    try check(curl_set_number(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)))
    try check(curl_set_number(easy, CURLOPT_FOLLOWLOCATION, 0))
    try check(curl_set_number(easy, CURLOPT_POST, 1))
    try check(curl_set_text(easy, CURLOPT_CUSTOMREQUEST, exchange.method))
    try check(curl_set_number(easy, CURLOPT_POSTFIELDSIZE, exchange.body.count))
    var body = exchange.body
    try check(curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, &body))
    try check(curl_set_text(easy, CURLOPT_USERAGENT, "Mainstay"))
    // Those that libcurl would add by itself.
    for line in ["Accept:", "Expect:", "Content-Type:"] { try append(line, to: &headers) }
    for (name, value) in exchange.headers { try append("\(name): \(value)", to: &headers) }
    try check(curl_set_list(easy, CURLOPT_HTTPHEADER, headers))
  }

  private func setConnection() throws {
    let address = exchange.destination.text
    // Any host, any port: that address, the same port.
    try append("::" + (address.contains(":") ? "[\(address)]" : address) + ":", to: &places)
    try check(curl_set_list(easy, CURLOPT_CONNECT_TO, places))
    try check(
      curl_set_opener(easy) { place, _, address in
        guard let place, let address else { return -1 }
        return Transfer.at(place).open(address)
      })
    try check(curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(self).toOpaque()))
    // No proxy, whatever the environment says.
    try check(curl_set_text(easy, CURLOPT_PROXY, ""))
    try check(curl_set_number(easy, CURLOPT_SSL_VERIFYPEER, 1))
    try check(curl_set_number(easy, CURLOPT_SSL_VERIFYHOST, 2))
    try check(curl_set_number(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2))
    try check(curl_set_number(easy, CURLOPT_FRESH_CONNECT, 1))
    try check(curl_set_number(easy, CURLOPT_FORBID_REUSE, 1))
    try check(curl_set_number(easy, CURLOPT_NOSIGNAL, 1))
    try check(
      curl_set_number(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(HTTPSender.connectLimit.milliseconds)))
    try check(curl_set_number(easy, CURLOPT_TIMEOUT_MS, Int(exchange.limit.milliseconds)))
  }

  private func setReading() throws {
    try check(curl_set_pointer(easy, CURLOPT_ERRORBUFFER, fault))
    let place = Unmanaged.passUnretained(self).toOpaque()
    try check(
      curl_set_reader(easy, CURLOPT_WRITEFUNCTION) { _, size, count, place in
        guard let place else { return 0 }
        return Transfer.at(place).readBody(size * count)
      })
    try check(curl_set_pointer(easy, CURLOPT_WRITEDATA, place))
    try check(
      curl_set_reader(easy, CURLOPT_HEADERFUNCTION) { _, size, count, place in
        guard let place else { return 0 }
        return Transfer.at(place).readHeader(size * count)
      })
    try check(curl_set_pointer(easy, CURLOPT_HEADERDATA, place))
  }

  private func check(_ code: CURLcode) throws {
    guard code == CURLE_OK else {
      throw HTTPSender.Broken(description: "The request cannot be made: \(Transfer.words(code)).")
    }
  }

  private func append(_ line: String, to list: inout UnsafeMutablePointer<curl_slist>?) throws {
    guard let longer = curl_slist_append(list, line) else {
      throw HTTPSender.Broken(description: "There is no memory for it.")
    }
    list = longer
  }

  private static func at(_ place: UnsafeMutableRawPointer) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(place).takeUnretainedValue()
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

  private func readBody(_ count: Int) -> Int {
    bodyRead += count
    return bodyRead > HTTPSender.longestAnswer ? 0 : count
  }

  private func readHeader(_ count: Int) -> Int {
    headersRead += count
    return headersRead > HTTPSender.longestHeaders ? 0 : count
  }

  /// What came of it, once libcurl is done.
  func outcome(_ code: CURLcode) -> Result<Reply, any Error> {
    // Of a long answer enough was read.
    guard code == CURLE_OK || (code == CURLE_WRITE_ERROR && bodyRead > HTTPSender.longestAnswer) else {
      return .failure(failure(code))
    }
    var status = 0
    curl_get_number(easy, CURLINFO_RESPONSE_CODE, &status)
    // Seconds, also where the header has a date.
    var seconds: curl_off_t = 0
    curl_get_time(easy, CURLINFO_RETRY_AFTER, &seconds)
    let wait = min(Int64(seconds), Delivery.longestWait.milliseconds / 1000)
    return .success(Reply(status: status, retryAfter: wait > 0 ? .seconds(wait) : nil))
  }

  private func failure(_ code: CURLcode) -> any Error {
    if strayed { return HTTPSender.Refused(description: "The address may not be called: it is not the one checked.") }
    if code == CURLE_OPERATION_TIMEDOUT, isConnected || exchange.limit <= HTTPSender.connectLimit {
      return HTTPSender.TookTooLong(seconds: exchange.limit.milliseconds / 1000)
    }
    return HTTPSender.Broken(description: words(code))
  }

  private var isConnected: Bool {
    var microseconds: curl_off_t = 0
    curl_get_time(easy, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
    return microseconds > 0
  }

  private func words(_ code: CURLcode) -> String {
    switch code {
    case CURLE_OPERATION_TIMEDOUT:
      return "It did not take the connection within \(HTTPSender.connectLimit.milliseconds / 1000) s."
    case CURLE_GOT_NOTHING: return "It closed the connection without an answer."
    case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      return "It broke the connection off before its answer was whole."
    case CURLE_WRITE_ERROR:
      return "The headers of its answer are longer than \(HTTPSender.longestHeaders) bytes."
    case CURLE_COULDNT_CONNECT:
      var number = 0
      curl_get_number(easy, CURLINFO_OS_ERRNO, &number)
      let cause = number == 0 ? Transfer.words(code) : String(cString: strerror(Int32(truncatingIfNeeded: number)))
      return "It could not be connected to: \(cause)."
    case CURLE_PEER_FAILED_VERIFICATION: return "Its certificate is not to be trusted: \(detail(code))."
    default: return "\(detail(code))."
    }
  }

  /// In libcurl's words.
  private func detail(_ code: CURLcode) -> String {
    let text = String(cString: fault)
    return text.isEmpty ? Transfer.words(code) : text
  }

  private static func words(_ code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }
}
