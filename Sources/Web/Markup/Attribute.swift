import Kernel

/// One attribute of an element. Values are escaped; addresses are checked; event handlers and
/// inline styles, which the content security policy forbids, cannot be written.
public struct Attribute: Sendable {
  enum Value: Sendable {
    case absent
    case flag
    case text(String)
    case fixed(StaticString)
    case whole(Int)
    case decimal(Double)
    case instant(Instant)
    case address(String)
  }

  var prefix: StaticString = ""
  var name: StaticString
  var value: Value

  init(_ name: StaticString, _ value: Value) { (self.name, self.value) = (name, value) }

  /// An attribute by its name. Names that hold addresses are checked as ``href(_:)`` is; `style` and
  /// `on...` are left out.
  public init(_ name: StaticString, _ text: String) {
    self.name = name
    let isScript = name.withUTF8Buffer { $0.count > 2 && $0[0] | 32 == 0x6f && $0[1] | 32 == 0x6e }
    if isScript || Attribute.unwritten.contains(where: name.isSame(as:)) {
      value = .absent
    } else {
      value = Attribute.addresses.contains(where: name.isSame(as:)) ? .address(text) : .text(text)
    }
  }

  private static let addresses: [StaticString] = [
    "href", "src", "action", "formaction", "cite", "poster", "data",
  ]
  private static let unwritten: [StaticString] = ["style", "srcdoc"]

  func write(into out: inout ByteWriter) {
    if case .absent = value { return }
    out.append(UInt8(ascii: " "))
    out.append(prefix)
    out.append(name)
    if case .flag = value { return }
    out.append("=\"" as StaticString)
    switch value {
    case .absent, .flag: break
    case .text(let text): Escaping.attribute(text, into: &out)
    case .fixed(let text): out.append(text)
    case .whole(let number): out.append(decimal: Int64(number))
    case .decimal(let number): Decimal.write(number, into: &out)
    case .instant(let instant): out.append(instant)
    case .address(let text): Escaping.attribute(Address.checked(text), into: &out)
    }
    out.append(UInt8(ascii: "\""))
  }
}

/// Numbers for drawings: at most two decimals, no exponent.
enum Decimal {
  static func write(_ number: Double, into out: inout ByteWriter) {
    guard number.isFinite, abs(number) < 1e12 else { return out.append(UInt8(ascii: "0")) }
    let hundredths = Int((number * 100).rounded())
    if hundredths < 0 { out.append(UInt8(ascii: "-")) }
    let size = hundredths.magnitude
    out.append(decimal: Int64(size / 100))
    guard size % 100 > 0 else { return }
    out.append(UInt8(ascii: "."))
    out.append(UInt8(48 + size / 10 % 10))
    if size % 10 > 0 { out.append(UInt8(48 + size % 10)) }
  }
}

extension StaticString {
  /// Compared by their bytes, without making strings of them.
  fileprivate func isSame(as other: StaticString) -> Bool {
    utf8CodeUnitCount == other.utf8CodeUnitCount
      && withUTF8Buffer { mine in other.withUTF8Buffer { mine.elementsEqual($0) } }
  }
}
