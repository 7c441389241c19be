import Cryptography
import HTTPTypes
import HummingbirdCore
import Kernel
import NIOCore

/// What a handler gives back.
public struct Answer: Sendable {
  public var status: HTTPResponse.Status
  public var headers: HTTPFields
  public var body: ResponseBody
  /// An open stream: it does not count against the requests at once nor against their time.
  var isStream = false
  /// Of a long answer: its body with a look, before each portion is sent, whether it may still be, which throws.
  var guarded: (@Sendable (_ look: @escaping @Sendable () async throws -> Void) -> ResponseBody)?
  /// Of a stream that says nothing for long: what to do when its reader leaves, which nothing else would tell.
  var leaving: (@Sendable () -> Void)?

  public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: ResponseBody = .init()) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// Bytes of a media type.
  public static func bytes(
    _ bytes: some Sequence<UInt8>, type: String, status: HTTPResponse.Status = .ok
  ) -> Answer {
    Answer(status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// A page.
  public static func html(_ bytes: some Sequence<UInt8>, status: HTTPResponse.Status = .ok) -> Answer {
    .bytes(bytes, type: "text/html; charset=utf-8", status: status)
  }

  public static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Answer {
    .bytes(text.utf8, type: "text/plain; charset=utf-8", status: status)
  }

  /// A JSON value. With a version it carries an `ETag`.
  public static func json(_ value: JSON, status: HTTPResponse.Status = .ok, version: Int? = nil) -> Answer {
    .json(bytes: value.canonicalBytes, status: status, version: version)
  }

  /// JSON that was written by hand.
  public static func json(
    bytes: some Sequence<UInt8>, status: HTTPResponse.Status = .ok, version: Int? = nil
  ) -> Answer {
    var answer = Answer.bytes(bytes, type: "application/json", status: status)
    if let version { answer.headers[.eTag] = EntityTag.of(version) }
    return answer
  }

  /// JSON about a record of this version that changes without a new one: the tag is that of these bytes.
  public static func json(bytes: [UInt8], showing version: Int) -> Answer {
    var answer = Answer.bytes(bytes, type: "application/json")
    answer.headers[.eTag] = EntityTag.of(version, bytes)
    return answer
  }

  /// 201 with the address of what was made.
  public static func created(_ value: JSON, at path: String, version: Int? = nil) -> Answer {
    var answer = Answer.json(value, status: .created, version: version)
    answer.headers[.location] = path
    return answer
  }

  public static let noContent = Answer(status: .noContent)

  /// Another page, to be read with GET: the answer to a form.
  public static func seeOther(_ path: String) -> Answer {
    Answer(status: .seeOther, headers: [.location: path])
  }

  /// The same with one more header.
  public func header(_ name: HTTPField.Name, _ value: String) -> Answer {
    var answer = self
    answer.headers.append(HTTPField(name: name, value: value))
    return answer
  }
}

/// The version of a record as an entity tag (RFC 9110, section 8.8.3): `"7"`, or `"7.k3J"` where the answer shows more
/// than its version tells, such as clocks that move on.
public enum EntityTag {
  public static func of(_ version: Int) -> String { "\"\(version)\"" }

  /// The tag of this very answer about a record of this version.
  static func of(_ version: Int, _ bytes: [UInt8]) -> String {
    "\"\(version).\(Base64URL.encode(SHA256.hash(bytes).prefix(9)))\""
  }

  /// The version that a tag names; nil for a tag that is none of ours.
  static func version(_ tag: Tag) -> Int? {
    // Only digits: no record ever has a version of more than nine.
    let digits = tag.text.prefix { $0 != "." }
    guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(digits)
  }

  /// A tag of a list.
  struct Tag: Hashable {
    /// What stands between the quotes.
    var text: String
    var isWeak: Bool
  }

  /// What a condition names.
  enum Condition {
    case any
    case tags([Tag])
  }

  /// A condition as RFC 9110, section 13.1, writes it; nil for what is not written so.
  static func condition(_ values: [String]) -> Condition? {
    let text = values.joined(separator: ",").trimmedASCII
    if text == "*" { return .any }
    var tags: [Tag] = []
    var rest = Substring(text).utf8[...]
    func skipBlanks() {
      while let first = rest.first, first == 32 || first == 9 || first == UInt8(ascii: ",") { rest = rest.dropFirst() }
    }
    skipBlanks()
    while !rest.isEmpty {
      let isWeak = rest.starts(with: "W/".utf8)
      if isWeak { rest = rest.dropFirst(2) }
      guard rest.first == UInt8(ascii: "\"") else { return nil }
      rest = rest.dropFirst()
      let inside = rest.prefix { $0 != UInt8(ascii: "\"") && $0 > 0x20 && $0 != 0x7f }
      rest = rest.dropFirst(inside.count)
      guard rest.first == UInt8(ascii: "\"") else { return nil }
      rest = rest.dropFirst()
      tags.append(Tag(text: String(decoding: inside, as: UTF8.self), isWeak: isWeak))
      while let first = rest.first, first == 32 || first == 9 { rest = rest.dropFirst() }
      guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
      skipBlanks()
    }
    return tags.isEmpty ? nil : .tags(tags)
  }
}

extension Call {
  /// The version that the writer saw, by `If-Match`; nil without the header or with `*`. Of several it is the newest:
  /// versions only grow, so whoever saw that one can have no older one before them. 0, which no record has, where no
  /// tag is one of ours: then none matches. Weak tags never match, as RFC 9110, section 13.1.1, has it.
  /// - Throws: `MainstayError.invalid` for what is no list of tags.
  public func seenVersion() throws(MainstayError) -> Int? {
    let values = headers[values: .ifMatch]
    guard !values.isEmpty else { return nil }
    switch EntityTag.condition(values) {
    case nil:
      throw .field("If-Match", "write the ETag of the record as you read it, like \"7\", or several with commas")
    case .any: return nil
    case .tags(let tags): return tags.filter { !$0.isWeak }.compactMap(EntityTag.version).max() ?? 0
    }
  }

  /// 304 where the reader already has this answer, otherwise the answer.
  public func unlessSeen(_ answer: Answer) -> Answer {
    let values = headers[values: .ifNoneMatch]
    guard let tag = answer.headers[.eTag], !values.isEmpty, let seen = EntityTag.condition(values) else {
      return answer
    }
    if case .tags(let tags) = seen, !tags.contains(where: { "\"\($0.text)\"" == tag }) { return answer }
    return Answer(status: .notModified, headers: [.eTag: tag])
  }
}

extension String {
  /// Without blanks and tabs at its ends.
  var trimmedASCII: String {
    var rest = self[...]
    while let first = rest.utf8.first, first == 32 || first == 9 { rest = rest.dropFirst() }
    while let last = rest.utf8.last, last == 32 || last == 9 { rest = rest.dropLast() }
    return String(rest)
  }
}
