/// Names something that a wing keeps in the product's one value: its settings, what it was wired with, what it
/// remembers in memory.
public protocol AppPart {
  associatedtype Value: Sendable
  /// Where nobody has put anything there.
  static var absent: Value { get }
}

/// What the wings keep in an `App`, by the types that name it. No wing knows what the others keep.
public struct AppParts: Sendable {
  private var values: [ObjectIdentifier: any Sendable] = [:]

  init() {}

  public subscript<Part: AppPart>(_ part: Part.Type) -> Part.Value {
    get { values[ObjectIdentifier(part)] as? Part.Value ?? Part.absent }
    set { values[ObjectIdentifier(part)] = newValue }
  }
}
