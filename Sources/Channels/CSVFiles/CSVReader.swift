import Kernel

/// Bounds of what a CSV file may hold.
public enum CSVLimits {
  /// Bytes of one row, its quotes and line ends included.
  public static let row = 1 << 18
  /// Fields of one row.
  public static let fields = 10_000
}

/// Reads CSV (RFC 4180) row by row from bytes as they come: quoted fields with doubled quotes and line
/// ends inside, LF or CRLF, a byte order mark, a last line without an end, another delimiter than the comma.
/// Blank lines are passed over. Files of old Macintosh programs end their lines with CR alone.
///
/// A faulty row is reported and reading goes on at the next line, so that one open quote does not
/// swallow the file.
public struct CSVReader<Source: ByteSource> {
  public enum Row: Hashable, Sendable {
    /// A row that begins at `line`, counted from 1; its fields are asked of the reader.
    case fields(line: Int)
    case fault(line: Int, reason: String)
  }

  private struct Field {
    var from: Int
    var to: Int
    /// Whether it holds doubled quotes.
    var isEscaped: Bool
  }

  private enum Scan { case row(end: Int, lines: Int), fault(String), incomplete }

  public private(set) var source: Source
  private let delimiter: UInt8
  private let lineEnd: UInt8
  private var buffer: [UInt8] = []
  private var position = 0
  private var line = 1
  private var isAtEnd = false
  private var hasBegun = false
  /// Whether the rest of a faulty line is still to be passed over.
  private var isSkipping = false
  private var fields: [Field] = []

  /// - Parameters:
  ///   - delimiter: stands between two fields.
  ///   - endsLinesByCR: lines end with CR alone, instead of with LF or CRLF.
  public init(_ source: Source, delimiter: UInt8 = UInt8(ascii: ","), endsLinesByCR: Bool = false) {
    (self.source, self.delimiter) = (source, delimiter)
    lineEnd = endsLinesByCR ? carriageReturn : lineFeed
    fields.reserveCapacity(64)
  }

  /// Fields of the row that was read last.
  public var count: Int { fields.count }

  /// The next row; nil at the end. Throws what the source throws.
  public mutating func next() throws -> Row? {
    if !hasBegun { try begin() }
    while true {
      guard try skipFaultyLine(), try skipBlankLines() else { return nil }
      switch scan() {
      case .row(let end, let lines):
        defer {
          position = end
          line += lines
        }
        return .fields(line: line)
      case .fault(let reason): return fault(reason)
      case .incomplete:
        if buffer.count - position >= CSVLimits.row {
          return fault("is longer than \(CSVLimits.row) bytes; a quote may be missing")
        }
        let wasAtEnd = isAtEnd
        if try !fill(), wasAtEnd { return fault("a quote is not closed") }
      }
    }
  }

  private mutating func fault(_ reason: String) -> Row {
    isSkipping = true
    return .fault(line: line, reason: reason)
  }

  /// The bytes of a field of the row that was read last, quotes undone. After a faulty row these are the fields
  /// that were read before the fault.
  public func withBytes<T>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
    let field = fields[index]
    guard field.isEscaped else {
      return buffer.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[field.from..<field.to])) }
    }
    var plain: [UInt8] = []
    var skips = false
    for byte in buffer[field.from..<field.to] {
      skips = byte == quote && !skips
      if !skips { plain.append(byte) }
    }
    return plain.withUnsafeBufferPointer(body)
  }

  /// A field as text; nil where it is not UTF-8.
  public func text(_ index: Int) -> String? { withBytes(index) { String(validating: $0, as: UTF8.self) } }

  private mutating func begin() throws {
    hasBegun = true
    while buffer.count < 3, try fill() {}
    if buffer.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// Appends the next portion, dropping what has been read; false at the end.
  private mutating func fill() throws -> Bool {
    guard !isAtEnd, let more = try source.next() else {
      isAtEnd = true
      return false
    }
    buffer.removeFirst(position)
    position = 0
    buffer.append(contentsOf: more)
    return true
  }

  /// False at the end of everything.
  private mutating func skipBlankLines() throws -> Bool {
    while true {
      if position == buffer.count, try !fill() { return false }
      switch buffer[position] {
      case lineEnd:
        line += 1
        position += 1
      case carriageReturn: position += 1
      default: return true
      }
    }
  }

  /// False at the end of everything.
  private mutating func skipFaultyLine() throws -> Bool {
    while isSkipping {
      while position < buffer.count, buffer[position] != lineEnd { position += 1 }
      if position < buffer.count {
        isSkipping = false
      } else if try !fill() {
        return false
      }
    }
    return true
  }

  private mutating func scan() -> Scan {
    fields.removeAll(keepingCapacity: true)
    let (start, isAtEnd, delimiter, lineEnd) = (position, isAtEnd, delimiter, lineEnd)
    let limit = min(buffer.count, start + CSVLimits.row)
    return buffer.withUnsafeBufferPointer { bytes in
      var at = start
      var lines = 0
      while true {
        guard fields.count < CSVLimits.fields else { return .fault("has more than \(CSVLimits.fields) fields") }
        if at < limit, bytes[at] == quote {
          at += 1
          let from = at
          var isEscaped = false
          while true {
            while at < limit, bytes[at] != quote {
              if bytes[at] == lineEnd { lines += 1 }
              at += 1
            }
            guard at < limit else { return .incomplete }
            guard at + 1 < limit else {
              guard isAtEnd, limit == bytes.count else { return .incomplete }
              break
            }
            guard bytes[at + 1] == quote else { break }
            isEscaped = true
            at += 2
          }
          fields.append(Field(from: from, to: at, isEscaped: isEscaped))
          at += 1
        } else {
          let from = at
          while at < limit, bytes[at] != delimiter, bytes[at] != lineEnd { at += 1 }
          guard at < limit || (isAtEnd && limit == bytes.count) else { return .incomplete }
          var to = at
          if to > from, bytes[to - 1] == carriageReturn, at == limit || bytes[at] == lineEnd { to -= 1 }
          fields.append(Field(from: from, to: to, isEscaped: false))
        }
        guard at < limit else {
          return isAtEnd && limit == bytes.count ? .row(end: limit, lines: lines) : .incomplete
        }
        switch bytes[at] {
        case delimiter: at += 1
        case lineEnd: return .row(end: at + 1, lines: lines + 1)
        case carriageReturn where at + 1 == limit:
          guard isAtEnd, limit == bytes.count else { return .incomplete }
          return .row(end: limit, lines: lines)
        case carriageReturn where bytes[at + 1] == lineFeed: return .row(end: at + 2, lines: lines + 1)
        default: return .fault("field \(fields.count): something stands after the closing quote")
        }
      }
    }
  }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
