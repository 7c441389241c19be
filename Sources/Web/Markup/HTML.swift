/// Writes HTML and SVG straight into bytes. All text and all attribute values are escaped.
///
/// Elements are plain method calls; what stands inside them is written by a closure:
///
///     let html = HTML()
///     html.ul(.class("people")) {
///       for person in people { html.li(person.name) }
///     }
///     return html.bytes
///
/// A writer belongs to one task; it is not `Sendable`.
public final class HTML {
  /// UTF-8 written so far.
  ///
  /// A writer belongs to one task and nothing of it calls out while it writes, so that the check of each of a
  /// page's ten thousand accesses would find nothing.
  @exclusivity(unchecked) public private(set) var bytes: [UInt8] = []

  /// - Parameter capacity: bytes reserved at first; the buffer grows by itself.
  public init(capacity: Int = 16_384) { bytes.reserveCapacity(capacity) }

  /// What has been written, as a string: for tests and mail.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Text, escaped.
  public func text(_ text: String) { Escaping.text(text, into: &bytes) }

  /// A whole number in plain digits.
  public func text(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

  /// Markup that is known to be safe; see ``TrustedHTML``.
  public func trusted(_ html: TrustedHTML) { bytes.append(contentsOf: html.bytes) }

  /// What another writer has written.
  public func append(_ other: HTML) { bytes.append(contentsOf: other.bytes) }

  /// `<!DOCTYPE html>`.
  public func doctype() { put("<!DOCTYPE html>\n") }

  /// An element with its end tag.
  public func element(_ tag: StaticString, _ attributes: [Attribute] = [], _ content: () -> Void = {}) {
    start(tag, attributes)
    content()
    put("</")
    put(tag)
    put(">")
  }

  /// An element that has neither content nor end tag: `br`, `input`, `meta`.
  public func void(_ tag: StaticString, _ attributes: [Attribute] = []) { start(tag, attributes) }

  private func start(_ tag: StaticString, _ attributes: [Attribute]) {
    put("<")
    put(tag)
    for attribute in attributes { attribute.write(into: &bytes) }
    put(">")
  }

  func put(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}

/// Markup from a source that escapes by itself, such as a Markdown renderer with raw HTML off.
///
/// The only way to write unescaped bytes; each use names why it is safe.
public struct TrustedHTML: Sendable {
  public var bytes: [UInt8]

  /// - Parameter reason: why these bytes are safe, for whoever reads the call.
  public init(_ bytes: [UInt8], because reason: StaticString) { self.bytes = bytes }
}
