import HTTPTypes
import Kernel

/// A form with files in it, as browsers send one (`multipart/form-data`, RFC 7578).
public struct FileForm: Sendable {
  public var fields: Form
  /// The first file of each field; a field in which none was chosen has none.
  public var files: [String: UploadedFile]

  public init(fields: Form, files: [String: UploadedFile] = [:]) { (self.fields, self.files) = (fields, files) }
}

/// A file that somebody chose in a form.
public struct UploadedFile: Sendable {
  /// As the browser says it, without folders.
  public var name: String
  public var bytes: ArraySlice<UInt8>

  public init(name: String, bytes: ArraySlice<UInt8>) { (self.name, self.bytes) = (name, bytes) }
}

extension Call {
  /// The media type of a form with files.
  public static let multipart = "multipart/form-data"

  /// The fields and files of a form; one without files may come as any form does.
  ///
  /// - Throws: `MainstayError.invalid` for a broken body or too many fields; what `form` throws.
  public func fileForm() throws -> FileForm {
    guard mediaType == Call.multipart else { return FileForm(fields: try form()) }
    var pairs: [(name: String, value: String)] = []
    var files: [String: UploadedFile] = [:]
    var count = 0
    try forEachPart { part in
      count += 1
      guard count <= limits.fields else {
        throw MainstayError.field("", "the form has more than \(limits.fields) fields")
      }
      if let name = part.fileName {
        if !name.isEmpty || !part.content.isEmpty, files[part.name] == nil {
          files[part.name] = UploadedFile(name: name, bytes: part.content)
        }
      } else {
        pairs.append((part.name, try part.text(limits)))
      }
      return true
    }
    return FileForm(fields: Form(pairs), files: files)
  }

  /// The first field of this name, looked for no further than the first file: what guards a form stands at its head.
  func guardField(_ name: String) throws -> String? {
    var found: String?
    try forEachPart { part in
      guard part.fileName == nil else { return false }
      if part.name == name { found = try part.text(limits) }
      return found == nil
    }
    return found
  }

  private func forEachPart(_ body: (FormPart) throws -> Bool) throws {
    guard let boundary = FormPart.boundary(headers[.contentType] ?? "") else { throw FormPart.broken }
    var rest = bytes[...]
    let first = Array("--\(boundary)".utf8)
    guard rest.starts(with: first) else { throw FormPart.broken }
    rest = rest.dropFirst(first.count)
    let mark = [13, 10] + first
    while !rest.starts(with: Array("--".utf8)) {
      guard rest.starts(with: [13, 10]) else { throw FormPart.broken }
      rest = rest.dropFirst(2)
      guard let end = FormPart.end(before: mark, in: rest) else { throw FormPart.broken }
      guard try body(FormPart(rest[..<end])) else { return }
      rest = rest[(end + mark.count)...]
    }
  }
}

/// One part of a form with files.
private struct FormPart {
  var name: String
  /// Nil of a field that is no file.
  var fileName: String?
  var content: ArraySlice<UInt8>

  static let broken = MainstayError.field("", "the form is broken: it is no multipart/form-data as browsers send it")
  /// Bytes of what stands above a part's content.
  private static let longestHead = 4096
  private static let longestBoundary = 70

  /// - Throws: `MainstayError.invalid` for a part without a name.
  init(_ bytes: ArraySlice<UInt8>) throws {
    let gap: [UInt8] = [13, 10, 13, 10]
    let head = bytes.prefix(FormPart.longestHead)
    guard let end = FormPart.place(of: gap, in: head), let text = String(validating: bytes[..<end], as: UTF8.self)
    else {
      throw FormPart.broken
    }
    content = bytes[(end + gap.count)...]
    var disposition: Substring?
    for line in text.split(separator: "\r\n") where line.lowercased().hasPrefix("content-disposition:") {
      disposition = line.dropFirst("content-disposition:".count)
    }
    guard let disposition, let name = FormPart.parameter("name", of: disposition) else { throw FormPart.broken }
    self.name = name
    fileName = FormPart.parameter("filename", of: disposition).map { path in
      path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    }
  }

  /// The value of a field that is no file.
  ///
  /// - Throws: `MainstayError.invalid` where it is longer than a form may be, or no text.
  func text(_ limits: HTTPLimits) throws -> String {
    guard content.count <= limits.bodyBytes, let text = String(validating: content, as: UTF8.self) else {
      throw MainstayError.field(name, "is no text of at most \(limits.bodyBytes) bytes")
    }
    return text
  }

  /// What a content type names as its boundary; nil where it is none (RFC 2046, section 5.1.1).
  static func boundary(_ contentType: String) -> String? {
    guard let value = parameter("boundary", of: contentType[...]), (1...longestBoundary).contains(value.utf8.count),
      value.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
    else { return nil }
    return value
  }

  /// A parameter of a header, plain or in quotes. Browsers write quotes in it as `%22`.
  private static func parameter(_ wanted: String, of header: Substring) -> String? {
    var rest = header
    while let semicolon = rest.firstIndex(of: ";") {
      rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
      guard let equals = rest.firstIndex(of: "=") else { return nil }
      let name = rest[..<equals].lowercased()
      rest = rest[rest.index(after: equals)...]
      let value: Substring
      if rest.first == "\"" {
        rest = rest.dropFirst()
        guard let quote = rest.firstIndex(of: "\"") else { return nil }
        value = rest[..<quote]
        rest = rest[quote...].dropFirst()
      } else {
        value = rest.prefix { $0 != ";" && $0 != " " }
        rest = rest[value.endIndex...]
      }
      if name == wanted { return String(value).replacing("%22", with: "\"") }
    }
    return nil
  }

  /// Where a part ends: before the first boundary that is followed by a line end or by `--`. What only begins like one
  /// is content.
  static func end(before mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    var rest = bytes
    while let place = place(of: mark, in: rest) {
      let after = bytes[(place + mark.count)...]
      if after.starts(with: [13, 10]) || after.starts(with: [0x2d, 0x2d]) { return place }
      rest = bytes[(place + 1)...]
    }
    return nil
  }

  /// Where `mark` begins first.
  static func place(of mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = mark.first else { return nil }
    return bytes.withUnsafeBufferPointer { buffer in
      var at = 0
      while at + mark.count <= buffer.count {
        if buffer[at] == first, buffer[at..<(at + mark.count)].elementsEqual(mark) { return bytes.startIndex + at }
        at += 1
      }
      return nil
    }
  }
}
