/// What a principal has to know of confidential tickets: which classes of them the desk has. For which of these somebody
/// is cleared, their rights say.
public struct Clearance: Hashable, Sendable {
  /// Keys of all classes of the desk, retired ones too; none on a desk that keeps nothing confidential.
  public var classes: Set<String> = []
  /// Tickets that somebody reads without being cleared, having said why, and until when.
  public var broken: [RecordID: Instant] = [:]

  public init(classes: Set<String> = [], broken: [RecordID: Instant] = [:]) {
    (self.classes, self.broken) = (classes, broken)
  }
}
