import Kernel

/// Writes JSON straight into bytes, for lists that are read often; members stand in the order in which
/// they are written.
public struct JSONWriter: ~Copyable {
  private var out: ByteWriter
  /// A comma is due before the next element or member.
  private var needsComma = false

  public init(capacity: Int = 1024) { out = ByteWriter(capacity: capacity) }

  /// What has been written, as a copy.
  public var bytes: [UInt8] { out.bytes }

  public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
    separate()
    out.append(UInt8(ascii: "{"))
    needsComma = false
    try body(&self)
    out.append(UInt8(ascii: "}"))
    needsComma = true
  }

  public mutating func array<S: Sequence>(_ elements: S, _ body: (inout JSONWriter, S.Element) throws -> Void) rethrows
  {
    separate()
    out.append(UInt8(ascii: "["))
    needsComma = false
    for element in elements { try body(&self, element) }
    out.append(UInt8(ascii: "]"))
    needsComma = true
  }

  public mutating func key(_ name: StaticString) {
    separate()
    out.append(UInt8(ascii: "\""))
    out.append(name)
    out.append("\":" as StaticString)
    needsComma = false
  }

  public mutating func value(_ text: String) {
    separate()
    JSON.write(text, into: &out)
    needsComma = true
  }
  public mutating func value(_ number: Int64) {
    separate()
    out.append(decimal: number)
    needsComma = true
  }
  public mutating func value(_ flag: Bool) {
    separate()
    out.append((flag ? "true" : "false") as StaticString)
    needsComma = true
  }
  public mutating func value(_ json: JSON) {
    separate()
    json.write(into: &out)
    needsComma = true
  }
  public mutating func null() {
    separate()
    out.append("null" as StaticString)
    needsComma = true
  }

  /// RFC 3339 in UTC, milliseconds only where they are not zero.
  public mutating func value(_ instant: Instant) {
    separate()
    out.append(UInt8(ascii: "\""))
    out.append(instant)
    out.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Decimal seconds.
  public mutating func seconds(_ duration: Duration) {
    if duration.milliseconds % 1000 == 0 {
      value(duration.milliseconds / 1000)
    } else {
      separate()
      out.append(duration.secondsText)
      needsComma = true
    }
  }

  private mutating func separate() { if needsComma { out.append(UInt8(ascii: ",")) } }
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
