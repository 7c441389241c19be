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
    "href", "src", "action", "formaction", "cite", "poster", "data", "data-again",
  ]
  private static let unwritten: [StaticString] = ["style", "srcdoc"]

  func write(into out: inout [UInt8]) {
    switch value {
    case .absent: return
    case .flag: writeName(into: &out)
    case .text(let text): quoted(into: &out) { Escaping.attribute(text, into: &$0) }
    case .fixed(let text):
      quoted(into: &out) { out in text.withUTF8Buffer { out.append(contentsOf: $0) } }
    case .whole(let number): quoted(into: &out) { $0.append(contentsOf: String(number).utf8) }
    case .decimal(let number): quoted(into: &out) { Decimal.write(number, into: &$0) }
    case .address(let text): quoted(into: &out) { Escaping.attribute(Address.checked(text), into: &$0) }
    }
  }

  private func writeName(into out: inout [UInt8]) {
    out.append(UInt8(ascii: " "))
    prefix.withUTF8Buffer { out.append(contentsOf: $0) }
    name.withUTF8Buffer { out.append(contentsOf: $0) }
  }

  private func quoted(into out: inout [UInt8], _ content: (inout [UInt8]) -> Void) {
    writeName(into: &out)
    out.append(UInt8(ascii: "="))
    out.append(UInt8(ascii: "\""))
    content(&out)
    out.append(UInt8(ascii: "\""))
  }
}

/// Numbers for drawings: at most two decimals, no exponent.
enum Decimal {
  static func write(_ number: Double, into out: inout [UInt8]) {
    guard number.isFinite, abs(number) < 1e12 else { return out.append(UInt8(ascii: "0")) }
    let hundredths = Int((number * 100).rounded())
    if hundredths < 0 { out.append(UInt8(ascii: "-")) }
    let size = hundredths.magnitude
    out.append(contentsOf: String(size / 100).utf8)
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
