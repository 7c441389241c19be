import Kernel

/// What another statement in the place of one says differently.
public struct StatementCorrection: Hashable, Sendable {
  /// Those that are told, the first `Statement.mostChanges`: what is confidential now counts, and is named no more.
  public var changes: [StatedChange]
  public var inAll: Int
  /// Figures that the one before did not know, being of an earlier version.
  public var added: [String]

  /// - Parameters:
  ///   - before: The figures of the one that is corrected. It is compared in what it stated; what it did not know changes
  ///     nothing of it.
  ///   - figures: As they come out now.
  ///   - hidden: Numbers of tickets that are confidential now.
  public init(of before: JSON, to figures: JSON, hiding hidden: Set<String>) {
    let after = figures.objectValue ?? [:]
    let new = after.keys.filter { before[$0] == nil }.sorted()
    let all = StatedChange.all(from: before, to: .object(after.filter { !new.contains($0.key) }))
    changes = Array(all.filter { !$0.tells(ofAnyOf: hidden) }.prefix(Statement.mostChanges))
    (inAll, added) = (all.count, new)
  }

  public init(changes: [StatedChange], inAll: Int, added: [String] = []) {
    (self.changes, self.inAll, self.added) = (changes, inAll, added)
  }

  /// As a statement's `supersedes` has it.
  public var json: JSON {
    .members([
      "changes": .array(changes.map(\.json)), "changesInAll": .integer(Int64(inAll)),
      "added": added.isEmpty ? JSON?.none : JSON.array(added.map(JSON.string)),
    ])
  }
}
