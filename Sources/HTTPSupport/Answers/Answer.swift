import HTTPTypes
import Hummingbird
import Kernel
import NIOCore

/// What a handler gives back.
public struct Answer: Sendable {
  public var status: HTTPResponse.Status
  public var headers: HTTPFields
  public var body: ResponseBody
  /// An open stream: it does not count against the requests at once nor against their time.
  var isStream = false

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
    var out: [UInt8] = []
    out.reserveCapacity(512)
    value.write(into: &out)
    return .json(bytes: out, status: status, version: version)
  }

  /// JSON that was written by hand.
  public static func json(
    bytes: some Sequence<UInt8>, status: HTTPResponse.Status = .ok, version: Int? = nil
  ) -> Answer {
    var answer = Answer.bytes(bytes, type: "application/json", status: status)
    if let version { answer.headers[.eTag] = EntityTag.of(version) }
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

/// The version of a record as an entity tag: `"7"`.
public enum EntityTag {
  public static func of(_ version: Int) -> String { "\"\(version)\"" }

  /// The version that a tag names; a weak one too, for programs whose proxy weakens it.
  public static func version(_ tag: some StringProtocol) -> Int? {
    let strong = tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : String(tag)
    guard strong.count > 2, strong.hasPrefix("\""), strong.hasSuffix("\"") else { return nil }
    return Int(strong.dropFirst().dropLast())
  }
}

extension Call {
  /// The version that the writer saw, by `If-Match`; nil without the header or with `*`.
  /// - Throws: `MainstayError.invalid` for a tag that is none of ours.
  public func seenVersion() throws(MainstayError) -> Int? {
    guard let value = headers[.ifMatch]?.trimmedASCII, value != "*" else { return nil }
    guard let version = EntityTag.version(value), version >= 0 else {
      throw .field("If-Match", "write the ETag of the record as you read it, like \"7\"")
    }
    return version
  }

  /// 304 where the reader already has this version, otherwise the answer.
  public func unlessSeen(_ answer: Answer) -> Answer {
    guard let tag = answer.headers[.eTag], let seen = headers[.ifNoneMatch],
      seen.split(separator: ",").contains(where: {
        let one = String($0).trimmedASCII
        return one == tag || one == "W/" + tag || one == "*"
      })
    else { return answer }
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
