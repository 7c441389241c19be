import Kernel

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
  /// A writer belongs to one task and nothing of it calls out while it writes, so that the check of each of a
  /// page's ten thousand accesses would find nothing.
  @exclusivity(unchecked) private var out: ByteWriter

  /// - Parameter capacity: bytes reserved at first; the buffer grows by itself.
  public init(capacity: Int = 16_384) { out = ByteWriter(capacity: capacity) }

  /// UTF-8 written so far, as a copy.
  public var bytes: [UInt8] { out.bytes }

  /// What has been written, as a string: for tests and mail.
  public var string: String { out.text }

  /// Text, escaped.
  public func text(_ text: String) { Escaping.text(text, into: &out) }

  /// A whole number in plain digits.
  public func text(_ number: Int) { out.append(decimal: Int64(number)) }

  /// Markup that is known to be safe; see ``TrustedHTML``.
  public func trusted(_ html: TrustedHTML) { out.append(html.bytes) }

  /// What another writer has written.
  public func append(_ other: HTML) { other.out.withBytes { out.append($0) } }

  /// `<!DOCTYPE html>`.
  public func doctype() { out.append("<!DOCTYPE html>\n" as StaticString) }

  /// An element with its end tag.
  public func element(_ tag: StaticString, _ attributes: [Attribute] = [], _ content: () -> Void = {}) {
    start(tag, attributes)
    content()
    out.append("</" as StaticString)
    out.append(tag)
    out.append(UInt8(ascii: ">"))
  }

  /// An element that has neither content nor end tag: `br`, `input`, `meta`.
  public func void(_ tag: StaticString, _ attributes: [Attribute] = []) { start(tag, attributes) }

  private func start(_ tag: StaticString, _ attributes: [Attribute]) {
    out.append(UInt8(ascii: "<"))
    out.append(tag)
    // In place: to go through them by value would copy each.
    attributes.withUnsafeBufferPointer {
      for position in $0.indices { $0[position].write(into: &out) }
    }
    out.append(UInt8(ascii: ">"))
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
