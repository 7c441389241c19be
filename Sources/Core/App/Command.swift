import Kernel

/// A use case that changes something: authorises, loads, decides, and writes rows, journal entries
/// and outbox messages in the one transaction that `App.run` gives it.
public protocol Command: Sendable {
  associatedtype Output: Sendable
  /// May run again from the start after a conflict between nodes, so it touches nothing but `work`.
  func perform(in work: Work) throws -> Output
}

/// A use case that only reads, on one stable snapshot.
public protocol Query: Sendable {
  associatedtype Output: Sendable
  /// Whether it asks the database a single question, so that no snapshot has to hold still for it.
  static var asksOnce: Bool { get }
  func answer(from look: Look) throws -> Output
}

extension Query {
  public static var asksOnce: Bool { false }
}
