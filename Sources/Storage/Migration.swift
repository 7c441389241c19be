/// One step of the schema. Once landed its text is frozen: a change is a new step.
public struct Migration: Sendable {
  /// Sorts the steps and never changes: `0003-tickets`.
  public var id: String
  /// The statements, one text each, in order.
  public var statements: @Sendable (Dialect) -> [String]

  public init(_ id: String, _ statements: @escaping @Sendable (Dialect) -> [String]) {
    self.id = id
    self.statements = statements
  }
}
