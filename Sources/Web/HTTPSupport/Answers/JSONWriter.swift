import Kernel

/// Writes JSON straight into bytes, for lists that are read often; members stand in the order in which
/// they are written.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  /// A comma is due before the next element or member.
  private var needsComma = false

  public init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

  public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    try body(&self)
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  public mutating func array<S: Sequence>(_ elements: S, _ body: (inout JSONWriter, S.Element) throws -> Void) rethrows
  {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    for element in elements { try body(&self, element) }
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  public mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  public mutating func value(_ text: String) {
    separate()
    JSON.write(text, into: &bytes)
    needsComma = true
  }
  public mutating func value(_ number: Int64) { raw(String(number)) }
  public mutating func value(_ flag: Bool) { raw(flag ? "true" : "false") }
  public mutating func value(_ json: JSON) {
    separate()
    json.write(into: &bytes)
    needsComma = true
  }
  public mutating func null() { raw("null") }

  /// RFC 3339 in UTC, milliseconds only where they are not zero.
  public mutating func value(_ instant: Instant) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    JSONWriter.write(instant, into: &bytes)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Decimal seconds.
  public mutating func seconds(_ duration: Duration) {
    if duration.milliseconds % 1000 == 0 {
      value(duration.milliseconds / 1000)
    } else {
      raw(duration.secondsText)
    }
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  private mutating func separate() { if needsComma { bytes.append(UInt8(ascii: ",")) } }

  /// The same text as `Instant.rfc3339`, without a string in between.
  static func write(_ instant: Instant, into bytes: inout [UInt8]) {
    var days = instant.milliseconds / 86_400_000
    var rest = instant.milliseconds % 86_400_000
    if rest < 0 {
      rest += 86_400_000
      days -= 1
    }
    let date = CivilDate(daysSince1970: Int(days))
    func digits(_ value: Int, _ count: Int) {
      var unit = 1
      for _ in 1..<count { unit *= 10 }
      while unit > 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(value / unit % 10))
        unit /= 10
      }
    }
    func mark(_ mark: UInt8) { bytes.append(mark) }
    let seconds = Int(rest / 1000)
    digits(date.year, 4)
    mark(UInt8(ascii: "-"))
    digits(date.month, 2)
    mark(UInt8(ascii: "-"))
    digits(date.day, 2)
    mark(UInt8(ascii: "T"))
    digits(seconds / 3600, 2)
    mark(UInt8(ascii: ":"))
    digits(seconds / 60 % 60, 2)
    mark(UInt8(ascii: ":"))
    digits(seconds % 60, 2)
    let fraction = Int(rest % 1000)
    if fraction > 0 {
      mark(UInt8(ascii: "."))
      digits(fraction, 3)
    }
    mark(UInt8(ascii: "Z"))
  }
}

extension JSONWriter {
  public mutating func member(_ name: StaticString, _ text: String?) {
    key(name)
    if let text { value(text) } else { null() }
  }
  public mutating func member(_ name: StaticString, _ number: Int?) {
    key(name)
    if let number { value(Int64(number)) } else { null() }
  }
  public mutating func member(_ name: StaticString, _ flag: Bool?) {
    key(name)
    if let flag { value(flag) } else { null() }
  }
  public mutating func member(_ name: StaticString, _ instant: Instant?) {
    key(name)
    if let instant { value(instant) } else { null() }
  }
  public mutating func member(_ name: StaticString, seconds duration: Duration?) {
    key(name)
    if let duration { seconds(duration) } else { null() }
  }
  public mutating func member(_ name: StaticString, _ texts: [String]) {
    key(name)
    array(texts) { writer, text in writer.value(text) }
  }
  public mutating func member(_ name: StaticString, json: JSON?) {
    key(name)
    if let json { value(json) } else { null() }
  }
}
