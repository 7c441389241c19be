import CCurl
import Kernel

/// Something to be done with another server by libcurl.
protocol Exchange: Sendable {
  /// The same as libcurl works on it. Throws `HTTPSender.Broken` for what it does not take.
  func transfer() throws -> any Transfer
}

/// An exchange while libcurl works on it; used by one thread.
protocol Transfer: AnyObject {
  var easy: UnsafeMutableRawPointer { get }
  /// What came of it, once libcurl is done.
  func outcome(_ code: CURLcode) -> Result<Reply, any Error>
}

/// What an answer said.
package struct Reply: Hashable, Sendable {
  /// Of HTTP, or the last one of SMTP.
  package var status: Int
  /// When it wants to be asked again (`Retry-After`), from now; nil where it says nothing of that.
  package var retryAfter: Kernel.Duration?

  /// What was asked to be kept of its body.
  package var body: [UInt8]

  package init(status: Int, retryAfter: Kernel.Duration? = nil, body: [UInt8] = []) {
    (self.status, self.retryAfter, self.body) = (status, retryAfter, body)
  }
}

/// One of libcurl's handles with what it borrows, all of which goes with it.
final class CurlHandle {
  let easy: UnsafeMutableRawPointer
  /// Where libcurl says what went wrong.
  private let fault: UnsafeMutablePointer<CChar>
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var mime: OpaquePointer?
  private var headersRead = 0

  /// Throws `HTTPSender.Broken` where there is no memory for it.
  init() throws {
    guard let easy = curl_easy_init() else { throw HTTPSender.Broken(description: CurlHandle.noMemory) }
    self.easy = easy
    fault = .allocate(capacity: Int(CURL_ERROR_SIZE))
    fault.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    try check(curl_set_pointer(easy, CURLOPT_ERRORBUFFER, fault))
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_mime_free(mime)
    for list in lists { curl_slist_free_all(list) }
    fault.deallocate()
  }

  private static let noMemory = "There is no memory for it."

  func check(_ code: CURLcode) throws {
    guard code == CURLE_OK else {
      throw HTTPSender.Broken(description: "The request cannot be made: \(CurlHandle.words(code)).")
    }
  }

  func set(_ option: CURLoption, _ text: String) throws { try check(curl_set_text(easy, option, text)) }
  func set(_ option: CURLoption, _ number: Int) throws { try check(curl_set_number(easy, option, number)) }

  /// A list of lines, which stays as long as the handle.
  func set(_ option: CURLoption, lines: [String]) throws {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        throw HTTPSender.Broken(description: CurlHandle.noMemory)
      }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    try check(curl_set_list(easy, option, list))
  }

  /// A body of one plain text in UTF-8, encoded so that every line fits (RFC 2045, section 6.7).
  func setBody(plain text: String) throws {
    guard let mime = curl_mime_init(easy) else { throw HTTPSender.Broken(description: CurlHandle.noMemory) }
    self.mime = mime
    guard let part = curl_mime_addpart(mime) else { throw HTTPSender.Broken(description: CurlHandle.noMemory) }
    try check(curl_mime_data(part, text, text.utf8.count))
    try check(curl_mime_type(part, "text/plain; charset=utf-8"))
    try check(curl_mime_encoder(part, "quoted-printable"))
    try check(curl_set_pointer(easy, CURLOPT_MIMEPOST, UnsafeMutableRawPointer(mime)))
  }

  /// What every connection to the outside keeps to.
  ///
  /// - Parameter limit: From the first packet to the last byte that is read of the answer.
  func setConnection(limit: Kernel.Duration) throws {
    // No proxy, whatever the environment says.
    try set(CURLOPT_PROXY, "")
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    try set(CURLOPT_FRESH_CONNECT, 1)
    try set(CURLOPT_FORBID_REUSE, 1)
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_CONNECTTIMEOUT_MS, Int(HTTPSender.connectLimit.milliseconds))
    try set(CURLOPT_TIMEOUT_MS, Int(limit.milliseconds))
  }

  /// Has lines of an answer that are no body counted, and the exchange broken off where they are too long.
  func boundHeaders() throws {
    try check(
      curl_set_reader(easy, CURLOPT_HEADERFUNCTION) { _, size, count, place in
        guard let place else { return 0 }
        let handle = Unmanaged<CurlHandle>.fromOpaque(place).takeUnretainedValue()
        handle.headersRead += size * count
        return handle.headersRead > HTTPSender.longestHeaders ? 0 : size * count
      })
    try check(curl_set_pointer(easy, CURLOPT_HEADERDATA, Unmanaged.passUnretained(self).toOpaque()))
  }

  func number(_ info: CURLINFO) -> Int {
    var number = 0
    curl_get_number(easy, info, &number)
    return number
  }

  func time(_ info: CURLINFO) -> Int64 {
    var time: curl_off_t = 0
    curl_get_time(easy, info, &time)
    return Int64(time)
  }

  /// In libcurl's words.
  func detail(_ code: CURLcode) -> String {
    let text = String(cString: fault)
    return text.isEmpty ? CurlHandle.words(code) : text
  }

  static func words(_ code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }
}
