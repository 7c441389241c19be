/// A kind of record that verification compares with what the journal says.
public struct RecordKind: Hashable, Sendable {
  /// In the plural, as reports count it: `tickets`.
  public var name: String
  public init(_ name: String) { self.name = name }
}
